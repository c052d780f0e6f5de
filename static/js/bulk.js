/* What may be done to several rows: whoever comes to #bulk from a row by a key means that row, when none is chosen. */
{
  const bulk = document.getElementById("bulk")
  const chosen = () => document.querySelector('[data-row] input[form="bulk"]:checked')
  let last

  const choose = () => {
    const box = last?.isConnected && last.querySelector('input[form="bulk"]')
    if (box && !chosen()) box.click()
  }

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]")
    if (row) last = row
    else if (!bulk?.contains(event.target)) last = undefined
  })
  bulk?.addEventListener("focusin", choose)
  bulk?.addEventListener("submit", choose)
  // Escape leaves the rows as they were.
  bulk?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    const row = last
    for (const box of document.querySelectorAll('[data-row] input[form="bulk"]:checked')) box.click()
    row?.querySelector("[data-list-link]").focus()
  })
}
