/* The arrow keys walk from a [data-arrows-input] through the [data-arrows-item] links below it, and back up into it.
   Enter in the input opens the first of them once the list answers what is typed; before that the form is sent. */
{
  const step = (event, to) => {
    event.preventDefault()
    to.focus()
    to.scrollIntoView({ block: "nearest" })
  }

  document.addEventListener("keydown", (event) => {
    const place = event.target.closest("[data-arrows]")
    if (!place || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const input = place.querySelector("[data-arrows-input]")
    const items = [...place.querySelectorAll("[data-arrows-item]")]
    const here = items.indexOf(event.target)
    if (event.target !== input && here < 0) return
    if (event.key === "ArrowDown" && here + 1 < items.length) step(event, items[here + 1])
    else if (event.key === "ArrowUp" && here >= 0) step(event, items[here - 1] ?? input)
    else if (event.key === "Escape" && here >= 0) step(event, input)
    else if (event.key === "Enter" && event.target === input && items.length) {
      const answered = place.querySelector("[data-arrows-words]")?.dataset.arrowsWords
      if (answered !== input.value.trim()) return
      event.preventDefault()
      items[0].click()
    }
  })
}
