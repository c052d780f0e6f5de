/* Drafts: a form with data-draft-url posts its texts (never its files) one second after the last key, and says so in
   [data-draft-status]. Nothing is said before the server has answered; a failure is said and tried again. */
{
  const PAUSE = 1000
  const RETRY = 15000
  const states = new WeakMap()

  const texts = (form) => {
    const body = new FormData()
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value)
    return body
  }

  const say = (form, text) => {
    const place = form.querySelector("[data-draft-status]")
    if (place) place.textContent = text
  }

  const save = async (form) => {
    const state = states.get(form)
    const words = form.querySelector("[data-draft-status]")?.dataset || {}
    if (form.dataset.sending) return
    state.controller?.abort()
    state.controller = new AbortController()
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: texts(form),
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
        signal: state.controller.signal,
      })
      if (answer.status === 401) return say(form, words.ended || "")
      if (!answer.ok) throw new Error(String(answer.status))
      const now = new Date()
      const time = `${now.getHours()}${document.documentElement.lang === "fr" ? "h" : ":"}${String(now.getMinutes()).padStart(2, "0")}`
      say(form, (words.saved || "brouillon enregistré à {time}").replace("{time}", time))
    } catch (error) {
      if (error.name === "AbortError") return
      say(form, words.failed || "brouillon non enregistré, nouvel essai dans un instant")
      state.timer = setTimeout(save, RETRY, form)
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form
    if (!form?.dataset.draftUrl || event.target.type === "file") return
    if (!states.has(form)) states.set(form, {})
    const state = states.get(form)
    clearTimeout(state.timer)
    state.timer = setTimeout(save, PAUSE, form)
  })

  document.addEventListener("submit", (event) => {
    const state = states.get(event.target)
    if (!state || event.defaultPrevented) return
    clearTimeout(state.timer)
    state.controller?.abort()
  })
}
