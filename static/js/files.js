/* The attachments field: pick, drop, paste or photograph; names, sizes and a category each; what is too large is said beside
   its name and not sent. Each file goes to the server at once (static/js/upload.js), and the form names those that are
   there; it waits for those on their way. In a form without a submission key they go with the form, in input.files.
   Every word comes from the markup (templates/components/_attachments_field.html), so that it is translated. */
{
  const PENDING = ["waiting", "moving", "lost"]
  // By form: a field that htmx shows anew takes up what travels.
  const queues = new Map()

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
    const form = field.closest("form")
    const words = field.dataset
    const find = (name) => field.querySelector(`[data-attach-${name}]`)
    const input = field.querySelector('input[type="file"][name]')
    const list = find("list")
    const hold = find("hold")
    const units = words.units.split(" ")
    units.decimal = words.decimal || ","
    input.tabIndex = -1 // the button stands for it
    const key = globalThis.sendInPieces && form?.querySelector('[name="submission_key"]')?.value
    const csrf = form?.querySelector('[name="csrfmiddlewaretoken"]')?.value
    let entries = queues.get(key) ?? []
    let held = null // what was clicked while files were on their way

    const say = (text) => { find("status").textContent = text }
    const changed = () => field.dispatchEvent(new CustomEvent("attach:change", { bubbles: true, detail: { count: entries.filter((entry) => !entry.error).length } }))
    const refusals = () => entries.filter((entry) => entry.error || entry.state === "ended").length
    const pending = () => entries.filter((entry) => PENDING.includes(entry.state))

    const write = () => {
      if (key) queues.set(key, entries)
      else {
        const transfer = new DataTransfer()
        for (const entry of entries) if (!entry.error) transfer.items.add(entry.file)
        input.files = transfer.files
      }
      list.replaceChildren(...entries.map((entry) => entry.element))
      changed()
    }

    const remove = (entry) => {
      entries = entries.filter((other) => other !== entry)
      if (entry.state) globalThis.stopSending(entry)
      write()
      release()
    }

    const line = (entry) => {
      const element = find("row").content.cloneNode(true).firstElementChild
      const part = (name) => element.querySelector(`[data-${name}]`)
      const select = element.querySelector("select")
      const { name } = entry.file
      part("name").textContent = name
      part("size").textContent = sizeOf(entry.file.size, units)
      part("remove").querySelector(".visually-hidden").textContent += ` ${name}`
      part("remove").addEventListener("click", () => { remove(entry); find("pick")?.focus() })
      part("bar").setAttribute("aria-label", `${part("bar").getAttribute("aria-label")} ${name}`)
      select.value = entry.category
      select.setAttribute("aria-label", `${select.getAttribute("aria-label")} ${name}`)
      select.addEventListener("change", () => {
        entry.category = select.value.split(" ").pop()
        if (entry.url) globalThis.tellCategory(entry.url, csrf, entry.category).then(changed, () => {})
      })
      if (key) select.removeAttribute("name")
      entry.element = element
      show(entry)
    }

    const show = (entry) => {
      const { element, state } = entry
      const part = (name) => element.querySelector(`[data-${name}]`)
      const select = element.querySelector("select")
      element.classList.toggle("is-refused", Boolean(entry.error) || state === "ended")
      element.classList.toggle("is-stopped", state === "lost")
      part("bar").hidden = !PENDING.includes(state)
      part("bar").value = entry.received / entry.file.size || 0
      const arrived = state === "moving" && entry.received === entry.file.size
      const text = state === "lost" ? entry.reason || words.lost : arrived ? words.checking : words[state]
      part("state").textContent = text && state !== "ended" ? `, ${text}` : ""
      part("error").hidden = !entry.error && state !== "ended"
      part("error-text").textContent = entry.error || words.ended
      select.hidden = Boolean(entry.error)
      if (state === "whole" && !part("keep").name) {
        Object.assign(part("keep"), { name: "keep_files", value: entry.id })
        for (const option of select.options) option.value = `${entry.id} ${option.value}`
        select.name = "kept_categories"
      }
    }

    // Said once a turn of events, never at each piece.
    const told = (entry) => {
      if (entry.state === "refused") entry.error ||= words.unreadable
      if (entry.id && !entry.known) {
        entry.known = true
        field.querySelector(`[data-upload="${entry.id}"]`)?.remove()
        entry.element.querySelector("select").dispatchEvent(new Event("input", { bubbles: true })) // the draft names this form
      }
      show(entry)
      if (entry.said === entry.state) return
      entry.said = entry.state
      const text = { whole: words.whole, lost: entry.reason || words.lost, ended: words.ended, refused: entry.error }[entry.state]
      if (text) say(`${entry.file.name}\u00a0: ${text}`)
      if (!PENDING.includes(entry.state)) entry.settled()
    }

    const adopt = (entry) => {
      line(entry)
      entry.told = told
      entry.settled = () => { changed(); release() }
    }

    const add = (files) => {
      entries = entries.filter((entry) => !entry.error && entry.state !== "ended")
      const twin = (file) => entries.some(({ file: f }) => f.name === file.name && f.size === file.size && f.lastModified === file.lastModified)
      for (const file of files) {
        if (twin(file)) continue
        const entry = { file, category: categoryOf(file.name), key, csrf, beginUrl: words.beginUrl }
        const room = entries.filter((other) => !other.error).length + field.querySelectorAll("[data-kept]").length
        if (file.size > Number(words.maxBytes)) entry.error = words.tooLarge
        else if (file.size === 0) entry.error = words.emptyFile
        else if (room >= Number(words.maxCount)) entry.error = words.tooMany
        entries.push(entry)
        adopt(entry)
        if (key && !entry.error) globalThis.sendInPieces(entry, () => entry.told(entry))
        show(entry)
      }
      if (key) input.value = ""
      write()
      const refused = entries.filter((entry) => entry.error).length
      say(words.said.replace("{kept}", entries.length - refused).replace("{refused}", refused))
    }

    const release = () => {
      if (!held || pending().length) return
      const { submitter, refused } = held
      held = null
      hold.hidden = true
      // A file that was refused meanwhile is read first, and the person sends again.
      if (refusals() <= refused) form.requestSubmit(submitter?.isConnected ? submitter : null)
    }

    form?.addEventListener("submit", (event) => {
      if (!field.isConnected || !pending().length) return
      event.preventDefault()
      held = { submitter: event.submitter, refused: refusals() }
      hold.hidden = false
      say(find("hold-text").textContent)
    })
    find("without").addEventListener("click", () => pending().forEach(remove))

    input.addEventListener("change", () => add([...input.files]))
    find("pick")?.addEventListener("click", () => input.click())
    const photo = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", capture: "environment" })
    photo.addEventListener("change", () => { add([...photo.files]); photo.value = "" })
    find("camera")?.addEventListener("click", () => photo.click())
    const drop = find("drop")
    for (const type of ["dragenter", "dragover"]) {
      drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add("is-over") })
    }
    for (const type of ["dragleave", "drop"]) drop.addEventListener(type, () => drop.classList.remove("is-over"))
    drop.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]) })
    form?.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])]
      if (field.isConnected && files.length) { event.preventDefault(); add(files) }
    })
    // What an earlier try left here: its category is told at once, what is unfinished may be given up.
    field.addEventListener("change", (event) => {
      const row = event.target.matches("select") && event.target.closest("[data-upload]")
      if (row) globalThis.tellCategory?.(row.dataset.url, csrf, event.target.value.split(" ").pop()).then(changed, () => {})
    })

    for (const entry of entries) {
      if (entry.id) field.querySelector(`[data-upload="${entry.id}"]`)?.remove()
      adopt(entry)
    }
    if (entries.length) write()
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
