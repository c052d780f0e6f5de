/* A second click on "open" or "send" does nothing. The server has its own idempotency key; this is the courtesy.
   The button is not disabled at once: a disabled button would not be sent with its name and value. */
{
  const release = (form) => {
    delete form.dataset.sending
    for (const button of form.querySelectorAll(".is-sending")) {
      button.classList.remove("is-sending")
      button.removeAttribute("aria-disabled")
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target
    if (event.defaultPrevented || form.method === "get" || form.method === "dialog" || "submitMany" in form.dataset) return
    if (form.dataset.sending) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    form.dataset.sending = "1"
    const button = event.submitter
    if (button && button.matches(".btn")) {
      button.classList.add("is-sending")
      button.setAttribute("aria-disabled", "true")
    }
  })

  // Back from the browser's cache, or answered by htmx: the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release)
  })
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form")
    if (form) release(form)
  })
}
