/* A text field that proposes: in a [data-combobox], the input and the list that htmx brings for what is typed. The arrow
   keys walk, Enter takes what is chosen and moves on as ever (static/js/scan.js), Escape closes; the focus stays in the
   field. Without a script it is a plain text field: what makes it a combobox is written here. */
{
  const place = (node) => node.closest?.("[data-combobox]")
  const inputOf = (box) => box.querySelector("input[type=text]")
  const popupOf = (box) => box.querySelector("[data-combobox-popup]")
  const optionsOf = (box) => [...box.querySelectorAll("[role=option]")]
  const chosenOf = (box) => box.querySelector("[role=option][aria-selected=true]")

  const choose = (box, option) => {
    chosenOf(box)?.setAttribute("aria-selected", "false")
    option?.setAttribute("aria-selected", "true")
    option?.scrollIntoView({ block: "nearest" })
    if (option) inputOf(box).setAttribute("aria-activedescendant", option.id)
    else inputOf(box).removeAttribute("aria-activedescendant")
  }
  const close = (box) => {
    choose(box, null)
    popupOf(box).hidden = true
    inputOf(box).setAttribute("aria-expanded", "false")
  }
  // Only what answers the text that stands there, while somebody is there to read it.
  const open = (box) => {
    const input = inputOf(box)
    const list = box.querySelector("[role=listbox]")
    if (list?.dataset.words !== input.value.trim() || document.activeElement !== input) return close(box)
    popupOf(box).hidden = false
    input.setAttribute("aria-controls", list.id)
    input.setAttribute("aria-expanded", "true")
  }
  const take = (box, option) => {
    inputOf(box).value = option.dataset.value
    close(box)
  }
  const ask = (box) => inputOf(box).dispatchEvent(new Event("propose"))

  // Before the other listeners: Enter then finds in the field what was chosen.
  document.addEventListener("keydown", (event) => {
    const box = place(event.target)
    if (!box || event.target !== inputOf(box) || event.isComposing || event.ctrlKey || event.metaKey) return
    const isOpen = !popupOf(box).hidden
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      if (!isOpen) return ask(box)
      const options = optionsOf(box)
      const here = options.indexOf(chosenOf(box))
      // Past either end the text itself is the choice again.
      const next = here < 0 && step < 0 ? options.length - 1 : here + step
      choose(box, options[next])
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault()
      event.stopPropagation()
      close(box)
    } else if (event.key === "Enter" && isOpen) {
      const option = chosenOf(box)
      option ? take(box, option) : close(box)
    }
  }, true)

  document.addEventListener("input", (event) => {
    const box = place(event.target)
    if (box && event.target === inputOf(box)) close(box)
  })
  document.addEventListener("focusout", (event) => {
    const box = place(event.target)
    if (box && event.target === inputOf(box)) close(box)
  })
  // The focus stays in the field while an option is pressed.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("[data-combobox-popup]")) event.preventDefault()
  })
  document.addEventListener("click", (event) => {
    const box = place(event.target)
    if (!box) return
    const option = event.target.closest("[role=option]")
    if (option) {
      take(box, option)
      inputOf(box).dispatchEvent(new Event("change", { bubbles: true }))
    } else if (event.target === inputOf(box) && popupOf(box).hidden) ask(box)
  })

  // What is asked while somebody types says so: of half a serial the server says nothing until the field is left.
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters, triggeringEvent } = event.detail
    const isThere = place(elt) && document.activeElement === elt
    if (isThere && triggeringEvent?.type === "input") parameters.typing = "1"
  })

  const setUp = (box) => {
    const input = inputOf(box)
    if (input.getAttribute("role")) return
    input.setAttribute("role", "combobox")
    input.setAttribute("aria-autocomplete", "list")
    input.setAttribute("aria-expanded", "false")
  }
  const setUpAll = () => document.querySelectorAll("[data-combobox]").forEach(setUp)
  setUpAll()
  document.addEventListener("htmx:afterSettle", (event) => {
    setUpAll()
    if (event.target.matches?.("[data-combobox-popup]")) open(place(event.target))
  })
}
