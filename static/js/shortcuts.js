/* The keys of a page, each read from the page itself. [data-shortcut] names what presses an element: "6 gm" is 6, or g
   then m. What the page offers wins over what surrounds it. '?' lists them all, and nothing that is not there. They can
   be turned off, for those who speak to their computer (WCAG 2.1.4). Loaded after commands.js. */
{
  const OFF = "cst-single-keys"
  const AWAITED = 1500
  const dialog = document.getElementById("shortcuts")
  const enabled = () => localStorage.getItem(OFF) !== "off"
  const busy = (element) => element.closest(`${commands.FIELD}, [contenteditable], dialog[open]`)
  const pressable = () => commands.offered("[data-shortcut]")
  const keysOf = (element) => element.dataset.shortcut.split(" ")
  const named = (keys) => pressable().find((element) => keysOf(element).includes(keys))
  const begins = (key) => pressable().some((element) => keysOf(element).some((keys) => keys.length > 1 && keys[0] === key))
  const make = (name, text) => Object.assign(document.createElement(name), { textContent: text })
  let begun = ""
  let forgetting

  const rowOf = (element, keys) => {
    const term = document.createElement("dt")
    keys.forEach((each, place) => {
      if (place) term.append(" / ")
      for (const sign of each) term.append(make("kbd", sign), " ")
    })
    return [term, make("dd", commands.nameOf(element))]
  }
  const list = () => {
    const places = { here: [], around: [] }
    const taken = new Set()
    for (const element of pressable()) {
      const keys = keysOf(element).filter((each) => !taken.has(each))
      if (!keys.length) continue
      keys.forEach((each) => taken.add(each))
      places[commands.surrounds(element) ? "around" : "here"].push(...rowOf(element, keys))
    }
    for (const place of dialog.querySelectorAll("[data-shortcuts-found]")) place.replaceChildren(...places[place.dataset.shortcutsFound])
    for (const part of dialog.querySelectorAll("[data-shortcuts-if], [data-shortcuts-single]")) {
      const { shortcutsIf, shortcutsSingle } = part.dataset
      const empty = part.querySelector("[data-shortcuts-found]:empty")
      part.hidden = empty || (shortcutsIf && !document.querySelector(shortcutsIf)) || (shortcutsSingle !== undefined && !enabled())
    }
  }
  const showSwitches = () => {
    for (const each of document.querySelectorAll("[data-shortcuts-switch]")) each.checked = enabled()
  }
  const open = () => {
    if (!dialog || dialog.open) return
    list()
    showSwitches()
    dialog.showModal()
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return
    if (!enabled() || event.key.length !== 1) return
    const keys = begun + event.key
    begun = ""
    const target = named(keys) ?? named(event.key)
    if (target) {
      event.preventDefault()
      event.stopImmediatePropagation()
      commands.press(target)
    } else if (event.key === "?") {
      event.preventDefault()
      open()
    } else if (begins(event.key)) {
      event.preventDefault()
      begun = event.key
      clearTimeout(forgetting)
      forgetting = setTimeout(() => { begun = "" }, AWAITED)
    }
  })

  document.addEventListener("click", (event) => { if (event.target.closest("[data-shortcuts-open]")) open() })
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shortcuts-switch]")) return
    localStorage.setItem(OFF, event.target.checked ? "on" : "off")
    showSwitches()
    if (dialog?.open) list()
  })
  showSwitches()
}
