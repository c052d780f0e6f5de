/* The serial field: what a hand scanner types ends with Enter, which moves on instead of sending the form; a phone's
   camera reads the label where the browser can (BarcodeDetector). What was read is typed into the field, and the server
   finds the serial in it. Every word comes from templates/portal/_serial_field.html. */
{
  const AGAIN = 250
  const fields = "input:not([type=hidden]), select, textarea"

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-scan] .serial")) return
    event.preventDefault()
    const input = event.target
    input.dispatchEvent(new Event("change", { bubbles: true }))
    const shown = [...input.form.querySelectorAll(fields)].filter((each) => each.checkVisibility() && each.tabIndex >= 0)
    shown[shown.indexOf(input) + 1]?.focus()
  })

  // Only what stands there still: somebody may have typed on meanwhile.
  document.addEventListener("serial:read", (event) => {
    const input = document.querySelector("[data-scan] .serial")
    if (!input?.value.toUpperCase().includes(event.detail.value)) return
    input.value = event.detail.value
    const read = document.querySelector("[data-scan-read]")
    read.textContent = `${read.dataset.scanRead} ${event.detail.value}`
  })

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-scan] .serial")) document.querySelector("[data-scan-read]").textContent = ""
  })

  const setUp = (field) => {
    const find = (name) => field.querySelector(`[data-scan-${name}]`)
    const [open, dialog, video, said] = ["open", "dialog", "video", "said"].map(find)
    const input = field.querySelector(".serial")
    const words = said.textContent
    let stream

    const stop = () => {
      stream?.getTracks().forEach((track) => track.stop())
      stream = undefined
    }
    const typed = (text) => {
      dialog.close()
      input.value = text
      input.dispatchEvent(new Event("change", { bubbles: true }))
      input.focus()
    }
    const look = async (detector) => {
      if (!stream) return
      const [code] = await detector.detect(video).catch(() => [])
      if (code) return typed(code.rawValue)
      setTimeout(look, AGAIN, detector)
    }

    const start = async () => {
      said.textContent = words
      dialog.showModal()
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } })
        if (!dialog.open) return stop()
        video.srcObject = stream
        video.play().catch(() => undefined) // what it shows is looked at as soon as there is something
        look(new BarcodeDetector())
      } catch {
        said.textContent = field.dataset.scanDenied
      }
    }

    open.hidden = false
    open.addEventListener("click", start)
    dialog.addEventListener("close", stop)
    find("close").addEventListener("click", () => dialog.close())
    find("photo").addEventListener("change", async (event) => {
      const image = await createImageBitmap(event.target.files[0]).catch(() => undefined)
      const [code] = image ? await new BarcodeDetector().detect(image).catch(() => []) : []
      event.target.value = ""
      if (code) typed(code.rawValue)
      else said.textContent = field.dataset.scanNothing
    })
  }

  const setUpAll = (root) => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return
    for (const field of root.querySelectorAll("[data-scan]:not([data-ready])")) {
      field.dataset.ready = "1"
      setUp(field)
    }
  }
  setUpAll(document)
  document.addEventListener("htmx:afterSettle", (event) => setUpAll(event.target.parentNode || document))
}
