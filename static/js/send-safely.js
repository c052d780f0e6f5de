/* A box whose words must not get lost ([data-send-safely], with a draft): before it is sent, its draft is saved; without
   connection it is not sent at all and the text stays, with a sentence. What was sent and whose answer got lost is still
   there too: the draft brings it back under the same key, and a second sending of that key is the same one.
   Without this script the form is sent as ever. */
{
  const passed = new WeakSet()
  const trouble = document.getElementById("trouble")
  const complain = (text) => {
    if (!trouble) return
    trouble.hidden = !text
    trouble.querySelector("[data-trouble-text]").textContent = text || ""
  }

  const texts = (form) => {
    const body = new FormData()
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value)
    return body
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target
    if (!("sendSafely" in form.dataset) || passed.delete(form)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (form.dataset.saving) return
    form.dataset.saving = "1"
    const button = event.submitter
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body: texts(form), headers: { "X-Requested-With": "fetch" }, credentials: "same-origin",
        signal: AbortSignal.timeout(10000),
      })
      // A refusal is the server's own: it keeps the words of an ended session, and says what else is wrong.
      if (answer.status >= 500) return complain(trouble?.dataset.failed)
      complain("")
      passed.add(form)
      form.requestSubmit(button)
    } catch {
      complain(trouble?.dataset.lost)
    } finally {
      delete form.dataset.saving
    }
  }, true)
}
