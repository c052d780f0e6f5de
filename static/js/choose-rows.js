/* Several rows of a list at once: a box for the whole page, how many are chosen, x for the row whose link has the focus.
   The boxes belong to the form named by data-choose-all and data-choose-count; without this script each is ticked by hand. */
{
  const OFF = "cst-single-keys"
  const boxes = (form) => [...document.querySelectorAll(`input[type="checkbox"][form="${form}"]`)]

  const tell = (form) => {
    const all = boxes(form)
    const chosen = all.filter((box) => box.checked).length
    for (const count of document.querySelectorAll(`[data-choose-count="${form}"]`)) count.textContent = chosen ? `(${chosen})` : ""
    for (const head of document.querySelectorAll(`[data-choose-all="${form}"]`)) {
      head.checked = chosen > 0 && chosen === all.length
      head.indeterminate = chosen > 0 && chosen < all.length
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.dataset.chooseAll
    if (form) for (const box of boxes(form)) box.checked = event.target.checked
    const told = form || event.target.getAttribute("form")
    if (told) tell(told)
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) === "off") return
    if (!event.target.matches("[data-list-link]")) return
    const box = event.target.closest("tr").querySelector("input[type='checkbox']")
    if (box) box.click()
  })
  const tellAll = () => { for (const head of document.querySelectorAll("[data-choose-all]")) tell(head.dataset.chooseAll) }
  document.addEventListener("rows:put", tellAll)
  tellAll()
}
