/* What a page offers to be pressed, for the list of keys and the palette alike (docs/rules/keyboard.md): the elements that
   say so themselves, their names, and the press itself, which is the element's own click. */
const commands = {
  FIELD: "textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])",

  /* Those of `selector` that can be pressed now: what the page offers before what surrounds it. */
  offered(selector) {
    return [...document.querySelectorAll(selector)]
      .filter((element) => !element.disabled && !element.closest("[hidden], dialog"))
      .sort((one, other) => commands.surrounds(one) - commands.surrounds(other))
  },

  surrounds: (element) => element.closest("#main, aside") === null,

  /* Its name: the one it was given, or its text without what is drawn only. */
  nameOf(element) {
    if (element.dataset.shortcutLabel) return element.dataset.shortcutLabel
    const copy = element.cloneNode(true)
    for (const silent of copy.querySelectorAll("kbd, svg, [aria-hidden=true], .rail-count")) silent.remove()
    return copy.textContent.trim().replace(/\s+/g, " ")
  },

  /* A field takes the focus; what unfolds gives it to its first field, or to the one chosen there, so that typing can begin. */
  press(element) {
    if (element.matches(commands.FIELD)) return element.focus()
    const opened = element.matches("details[open] > summary") || element.popoverTargetElement?.matches(":popover-open")
    if (!opened) element.click()
    commands.unfolded(element)?.focus()
  },

  unfolded(element) {
    const named = document.getElementById(element.dataset.shortcutFocus)
    if (named) return named
    const place = element.matches("summary") ? element.parentElement : element.popoverTargetElement
    const inside = [...(place?.querySelectorAll("input, textarea, select, button, a[href]") ?? [])]
    const seen = inside.filter((each) => each.type !== "hidden" && each.checkVisibility())
    return seen.find((each) => each.checked) ?? seen[0]
  },
}
