/* A text field that holds several names (data-several gives the sign between them) and proposes them from a <datalist>:
   what stands before the last sign goes before each proposal, so that choosing one keeps the others. */
document.addEventListener("input", (event) => {
  const field = event.target
  const sign = field.dataset?.several
  if (!sign || !field.list) return
  const end = field.value.lastIndexOf(sign)
  const before = end < 0 ? "" : `${field.value.slice(0, end + 1)} `
  if (field.dataset.before === before) return
  field.dataset.before = before
  for (const option of field.list.options) {
    option.dataset.name ??= option.value
    option.value = before + option.dataset.name
  }
})
