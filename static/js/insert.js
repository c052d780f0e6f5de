/* What a text proposes while one writes: a sign at the start of a word ("/" a canned reply, "@" a colleague) opens the
   [data-insert] of its form that names it. The list is read once, what is typed narrows it; arrows walk, Enter or Tab
   inserts, Escape leaves the sign as it stands. A [data-insert-open] button types the sign. The focus never leaves the
   text; what is chosen is said aloud. An insertion can be undone like any typing. */
{
  const MOST = 8
  const region = document.getElementById("announcements")
  const say = (text) => { if (region && text) region.textContent = text }
  const folded = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase()
  const loaded = new WeakMap()
  let open = null // { area, place, from, sign, held }

  const places = (area) => [...(area.form?.querySelectorAll("[data-insert]") ?? [])]
  const listOf = (place) => place.querySelector("[role=listbox]")
  const shownOf = (place) => [...place.querySelectorAll("[role=option]:not([hidden])")]
  const chosenOf = (place) => place.querySelector("[role=option][aria-selected=true]")

  const load = (place) => {
    if (!loaded.has(place)) loaded.set(place, (async () => {
      const answer = await fetch(place.dataset.insertUrl, { headers: { "X-Requested-With": "fetch" } })
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
      listOf(place).innerHTML = await answer.text()
      shownOf(place).forEach((option, number) => { option.id = `${listOf(place).id}-${number}` })
    })().catch(() => { loaded.delete(place) }))
    return loaded.get(place)
  }

  const close = () => {
    if (!open) return
    open.place.hidden = true
    open.area.removeAttribute("aria-activedescendant")
    open.area.removeAttribute("aria-controls")
    open = null
  }

  const choose = (option) => {
    chosenOf(open.place)?.setAttribute("aria-selected", "false")
    if (!option) return
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    open.area.setAttribute("aria-activedescendant", option.id)
  }

  // How well an option answers what was typed: its own word first, then the words of its title; 0 for not at all.
  const rank = (option, typed) => {
    const word = folded(option.dataset.word)
    if (word === typed) return 4
    if (word.startsWith(typed)) return 3
    const words = folded(option.dataset.words)
    if (words.split(/\s+/).some((each) => each.startsWith(typed))) return 2
    return typed.length > 1 && words.includes(typed) ? 1 : 0
  }

  const narrow = () => {
    const typed = folded(open.typed)
    const options = [...open.place.querySelectorAll("[role=option]")]
    const ranked = options.map((option, number) => ({ option, number, rank: rank(option, typed) }))
    ranked.sort((a, b) => b.rank - a.rank || a.number - b.number)
    const kept = ranked.filter((each) => each.rank).slice(0, typed ? MOST : 50).map((each) => each.option)
    for (const option of options) option.hidden = !kept.includes(option)
    listOf(open.place).append(...kept)
    const nothing = open.place.querySelector("[data-insert-nothing]")
    nothing.hidden = options.length > 0
    if (!kept.length && options.length) return close()
    open.place.hidden = false
    choose(kept[0])
  }

  const insert = (option) => {
    const { area, from, sign } = open
    const text = option.dataset.text
    const until = area.selectionStart
    close()
    area.focus()
    area.setSelectionRange(from, until)
    const whole = sign === "@" ? `${text} ` : text
    // Kept in the browser's own history of the text, so that Ctrl+Z takes it back.
    if (!document.execCommand("insertText", false, whole)) {
      area.setRangeText(whole, from, until, "end")
      area.dispatchEvent(new Event("input", { bubbles: true }))
    }
    say(option.dataset.said)
  }

  // The sign that the word under the caret begins with, and what was typed after it.
  const found = (area) => {
    const before = area.value.slice(0, area.selectionStart)
    const match = /(?:^|\s)([/@#])([\p{L}\p{N}_-]*)$/u.exec(before)
    const place = match && places(area).find((each) => each.dataset.insert === match[1])
    return place ? { area, place, sign: match[1], typed: match[2], from: before.length - match[2].length - 1 } : null
  }

  const look = async (area) => {
    const next = found(area)
    if (next && next.from === Number(area.dataset.insertLeft)) return close()
    delete area.dataset.insertLeft
    if (!next) return close()
    if (open && open.place !== next.place) close()
    open = { ...next, held: open?.held }
    area.setAttribute("aria-controls", listOf(next.place).id)
    const mine = open
    await load(next.place)
    if (open !== mine) return
    narrow()
    if (mine.held && open) {
      const option = chosenOf(open.place)
      if (option) insert(option)
    }
  }

  document.addEventListener("input", (event) => { if (event.target.matches?.("textarea")) look(event.target) })
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("textarea")) for (const place of places(event.target)) load(place)
  })
  document.addEventListener("focusout", (event) => { if (open && event.target === open.area) close() })

  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.area || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const options = shownOf(open.place)
    if (step && options.length) {
      const here = options.indexOf(chosenOf(open.place))
      choose(options[(here + step + options.length) % options.length])
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      // Typed faster than the list came: what is chosen then is inserted when it is there.
      if (open.place.hidden) open.held = true
      else if (chosenOf(open.place)) insert(chosenOf(open.place))
      else return
    } else if (event.key === "Escape") {
      open.area.dataset.insertLeft = open.from
      close()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }, true)

  // The focus stays in the text while an option is pressed.
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-insert]")) event.preventDefault() })
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("[data-insert] [role=option]")
    if (option && open) return insert(option)
    const button = event.target.closest?.("[data-insert-open]")
    if (!button) return
    const area = button.form.querySelector("textarea[name=body]")
    area.focus()
    const before = area.value.slice(0, area.selectionStart)
    delete area.dataset.insertLeft
    document.execCommand("insertText", false, `${/(^|\s)$/.test(before) ? "" : " "}${button.dataset.insertOpen}`)
  })
}
