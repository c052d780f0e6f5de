/* One key presses the [data-shortcut] that names it; '?' lists them all, each read from the page itself.
   They can be turned off in that list, for those who speak to their computer (WCAG 2.1.4). */
{
  const OFF = "cst-single-keys"
  const dialog = document.getElementById("shortcuts")
  const enabled = () => localStorage.getItem(OFF) !== "off"
  const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open]")

  const list = () => {
    const place = dialog.querySelector("[data-shortcuts-found]")
    place.replaceChildren()
    for (const element of document.querySelectorAll("[data-shortcut]")) {
      const term = document.createElement("dt")
      const key = document.createElement("kbd")
      const said = document.createElement("dd")
      key.textContent = element.dataset.shortcut
      said.textContent = element.dataset.shortcutLabel || element.textContent.trim()
      term.append(key)
      place.append(term, said)
    }
    dialog.querySelector("[data-shortcuts-switch]").checked = enabled()
  }

  const open = () => {
    if (!dialog || dialog.open) return
    list()
    dialog.showModal()
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    if (event.key === "?") {
      event.preventDefault()
      open()
      return
    }
    if (!enabled() || event.key.length !== 1) return
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`)
    if (!target) return
    event.preventDefault()
    if (target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])')) target.focus()
    else target.click()
    document.getElementById(target.dataset.shortcutFocus)?.focus()
  })

  document.addEventListener("click", (event) => { if (event.target.closest("[data-shortcuts-open]")) open() })
  dialog?.querySelector("[data-shortcuts-switch]").addEventListener("change", (event) => {
    localStorage.setItem(OFF, event.target.checked ? "on" : "off")
  })
}
