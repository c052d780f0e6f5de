/* The palette (Ctrl+K): what may be done here and where one may go, read from the page when it opens, then what the server
   finds for the words (hx-get of its field). What was used most comes first; the counts stay in this browser. */
{
  const USED = "cst-palette"
  const MOST_KEPT = 100
  const MOST_FOUND = 8
  const dialog = document.getElementById("palette")
  const field = dialog.querySelector("[role=combobox]")
  const place = dialog.querySelector("[data-palette-commands]")
  const answered = document.getElementById("palette-found")
  let offered = []
  let going = false
  let moved = false
  let sure = true

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()
  const uses = () => JSON.parse(localStorage.getItem(USED) ?? "{}")
  const count = (key) => {
    const counts = Object.entries({ ...uses(), [key]: (uses()[key] ?? 0) + 1 })
    const kept = counts.sort(([, one], [, other]) => other - one).slice(0, MOST_KEPT)
    localStorage.setItem(USED, JSON.stringify(Object.fromEntries(kept)))
  }

  // --- what the page offers
  const iconOf = (element) => (element.closest("label") ?? element).querySelector("svg") ?? dialog.querySelector("[data-palette-icon] svg")
  const command = (element, name, run) => {
    const key = element.closest("#rail a") ? element.getAttribute("href") : name
    const text = plain(`${name} ${element.dataset.command ?? ""}`)
    const around = commands.surrounds(element)
    const keys = run ? "" : (element.dataset.shortcut ?? "").split(" ")[0]
    return { key, name, text, around, keys, icon: iconOf(element), href: run ? "" : element.href, run: run ?? (() => commands.press(element)) }
  }
  const chosenBy = (select) =>
    [...select.options].filter((option) => option.value && !option.selected).map((option) => {
      const name = select.dataset.commandEach.replace("%s", option.textContent.trim())
      return command(select, name, () => {
        select.value = option.value
        select.form.requestSubmit()
      })
    })
  const collect = () => {
    const elements = commands.offered("[data-shortcut], [data-command]").filter((each) => !each.matches("[data-palette-open]"))
    const each = commands.offered("select[data-command-each]").flatMap(chosenBy)
    const all = [...elements.map((element) => command(element, commands.nameOf(element))), ...each]
    return [...new Map(all.filter(({ name }) => name).reverse().map((one) => [one.name, one])).values()].reverse()
  }

  // --- how well words fit: at the beginning of a word, inside one, or letter by letter
  const byLetter = (word, text) => {
    let from = 0
    return [...word].every((sign) => (from = text.indexOf(sign, from) + 1) > 0)
  }
  const fitOf = (word, text) => {
    if (` ${text}`.includes(` ${word}`)) return 3
    if (text.includes(word)) return 2
    return !/\d/.test(word) && byLetter(word, text) ? 1 : 0
  }
  const fit = (text, words) => Math.min(3, ...words.map((word) => fitOf(word, text)))
  const fitting = (words) => {
    const used = uses()
    const marked = offered.map((one) => ({ one, mark: fit(one.text, words) })).filter(({ mark }) => mark)
    sure = !words.length || marked.some(({ mark }) => mark > 1)
    const best = sure ? marked.filter(({ mark }) => mark > 1 || !words.length) : marked
    best.sort((a, b) => b.mark - a.mark || (used[b.one.key] ?? 0) - (used[a.one.key] ?? 0))
    return best.map(({ one }) => one).slice(0, words.length ? MOST_FOUND : undefined)
  }

  // --- the list
  const options = () => [...dialog.querySelectorAll("[role=option]")]
  const chosen = () => dialog.querySelector("[role=option][aria-selected=true]")
  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false")
    option?.setAttribute("aria-selected", "true")
    option?.scrollIntoView({ block: "nearest" })
    if (option) field.setAttribute("aria-activedescendant", option.id)
    else field.removeAttribute("aria-activedescendant")
  }
  const make = (name, className, text) => Object.assign(document.createElement(name), { className, textContent: text })
  const draw = (one, rank) => {
    const option = make("div", "palette-option", "")
    Object.assign(option, { id: `palette-command-${rank}`, role: "option", ariaSelected: "false", command: one })
    option.append(one.icon.cloneNode(true), make("span", "", one.name), make("span", "palette-about", one.around ? dialog.dataset.around : dialog.dataset.here))
    if (one.keys) option.append(make("kbd", "", [...one.keys].join(" ")))
    return option
  }
  const tell = () => {
    const many = options().length
    dialog.querySelector(".palette-none").hidden = many > 0 || asking()
    dialog.querySelector("[data-palette-said]").textContent = dialog.dataset.count.replace("%s", many)
  }
  const asking = () => (answered.firstElementChild?.dataset.words ?? "") !== field.value.trim()
  const show = () => {
    const words = plain(field.value).split(" ").filter(Boolean)
    place.replaceChildren(place.firstElementChild, ...fitting(words).map(draw))
    if (asking()) answered.replaceChildren()
    // What fits by its letters only stands after what was found.
    if (sure) place.after(answered)
    else place.before(answered)
    choose(options()[0])
    tell()
  }
  const open = () => {
    if (dialog.open) return dialog.close()
    offered = collect()
    dialog.showModal()
    field.focus()
    show()
  }

  // --- taking one
  const go = (option, elsewhere) => {
    const href = option.dataset.href ?? option.command.href
    if (option.command) count(option.command.key)
    if (elsewhere && href) return window.open(href, "_blank", "noopener")
    dialog.close()
    if (option.command) option.command.run()
    else location.assign(href)
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    open()
  })
  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette-open]")) open() })
  dialog.addEventListener("close", () => {
    field.value = ""
    going = false
    answered.replaceChildren()
  })
  field.addEventListener("input", () => {
    going = false
    moved = false
    show()
  })
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key]
    if (step) {
      event.preventDefault()
      const all = options()
      if (!all.length) return
      moved = true
      const next = all.indexOf(chosen()) + step
      choose(all[Math.abs(step) === 1 ? (next + all.length) % all.length : Math.max(0, Math.min(next, all.length - 1))])
    } else if (event.key === "Enter") {
      event.preventDefault()
      going = asking() && !moved && !(sure && chosen())
      if (!going && chosen()) go(chosen(), event.ctrlKey || event.metaKey)
    }
  })
  // Enter pressed before the answer came opens its first line.
  dialog.addEventListener("htmx:afterSettle", () => {
    if (!moved) choose(options()[0])
    tell()
    if (going && chosen()) go(chosen(), false)
  })
  // The focus stays in the field; a click beside the dialog closes it.
  dialog.addEventListener("mousedown", (event) => { if (event.target.closest("[role=listbox]")) event.preventDefault() })
  dialog.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]")
    if (option && option !== chosen()) choose(option)
  })
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]")
    if (option) go(option, event.ctrlKey || event.metaKey)
    else if (event.target === dialog) dialog.close()
  })
}
