/* The attachments field: pick, drop or paste; names, sizes and a category each before sending; what is too large is
   said beside its name and not sent. The list and input.files are always the same files in the same order.
   Every word comes from the markup (templates/components/_attachments_field.html), so that it is translated. */
{
  const categoryOf = (name) => {
    if (/\.(conf|cfg|bak|backup|exp|na|tar|tgz|gz)$/i.test(name)) return "configuration"
    if (/\.(vsdx?|drawio|svg|png|jpe?g|webp|heic)$/i.test(name)) return "diagram"
    if (/\.(txt|log|csv|pcapng?|cap|html?|zip|json)$/i.test(name)) return "report"
    return "other"
  }

  const sizeOf = (bytes, units) => {
    let value = bytes
    let rank = 0
    while (value >= 1024 && rank < units.length - 1) [value, rank] = [value / 1024, rank + 1]
    const shown = value < 10 && rank > 0 ? value.toFixed(1) : Math.round(value).toString()
    return `${shown.replace(".", units.decimal)}\u00a0${units[rank]}`
  }

  const setUp = (field) => {
    const input = field.querySelector('input[type="file"]')
    const list = field.querySelector("[data-attach-list]")
    const row = field.querySelector("template[data-attach-row]")
    const status = field.querySelector("[data-attach-status]")
    const units = field.dataset.units.split(" ")
    units.decimal = field.dataset.decimal || ","
    input.tabIndex = -1 // the button stands for it
    const max = Number(field.dataset.maxBytes)
    const most = Number(field.dataset.maxCount)
    let kept = []
    let refused = []

    const write = () => {
      const transfer = new DataTransfer()
      for (const entry of kept) transfer.items.add(entry.file)
      input.files = transfer.files
      list.replaceChildren(...[...kept, ...refused].map(line))
      field.dispatchEvent(new CustomEvent("attach:change", { bubbles: true, detail: { count: kept.length } }))
    }

    const line = (entry) => {
      const part = row.content.cloneNode(true)
      const element = part.firstElementChild
      const select = element.querySelector("select")
      element.querySelector("[data-name]").textContent = entry.file.name
      element.querySelector("[data-size]").textContent = sizeOf(entry.file.size, units)
      element.querySelector("[data-remove] .visually-hidden").textContent += ` ${entry.file.name}`
      element.querySelector("[data-remove]").addEventListener("click", () => {
        kept = kept.filter((other) => other !== entry)
        refused = refused.filter((other) => other !== entry)
        write()
        field.querySelector("[data-attach-pick]")?.focus()
      })
      if (entry.error) {
        element.classList.add("is-refused")
        select.remove()
        element.querySelector("[data-error-text]").textContent = entry.error
      } else {
        element.querySelector("[data-error]").remove()
        select.value = entry.category
        select.setAttribute("aria-label", `${select.getAttribute("aria-label")} ${entry.file.name}`)
        select.addEventListener("change", () => { entry.category = select.value })
      }
      return element
    }

    const add = (files) => {
      refused = []
      for (const file of files) {
        const entry = { file, category: categoryOf(file.name) }
        const twin = kept.some(({ file: f }) => f.name === file.name && f.size === file.size && f.lastModified === file.lastModified)
        if (twin) continue
        if (file.size > max) refused.push({ ...entry, error: field.dataset.tooLarge })
        else if (file.size === 0) refused.push({ ...entry, error: field.dataset.emptyFile })
        else if (kept.length >= most) refused.push({ ...entry, error: field.dataset.tooMany })
        else kept.push(entry)
      }
      write()
      status.textContent = field.dataset.said.replace("{kept}", kept.length).replace("{refused}", refused.length)
    }

    input.addEventListener("change", () => add([...input.files]))
    field.querySelector("[data-attach-pick]")?.addEventListener("click", () => input.click())
    const drop = field.querySelector("[data-attach-drop]")
    for (const type of ["dragenter", "dragover"]) {
      drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("is-over") })
    }
    for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("is-over"))
    drop.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]) })
    field.closest("form")?.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])]
      if (files.length) { event.preventDefault(); add(files) }
    })
  }

  const setUpAll = (root) => {
    for (const field of root.querySelectorAll("[data-attach]:not([data-ready])")) {
      field.dataset.ready = "1"
      setUp(field)
    }
  }
  setUpAll(document)
  document.addEventListener("htmx:afterSettle", (event) => setUpAll(event.target))
}
