/* What htmx brought is said aloud: an answer marked [data-announce] is copied into the page's live region.
   A request that failed is said in one sentence, seen and heard, instead of nothing happening. One that the page makes
   by itself, of a [data-quiet], is tried again: its failure is said only when it lasts. */
{
  const region = document.getElementById("announcements")
  const trouble = document.getElementById("trouble")
  const say = (text) => { if (region) region.textContent = text }
  const LASTS = 3
  let missed = 0
  // What a form said when it could not be sent (send-safely.js) is not taken back by a request that came through before.
  let own = false
  const complain = (text) => {
    if (!trouble || (text && !trouble.hidden && trouble.textContent.trim() === text)) return
    own = Boolean(text)
    trouble.hidden = !text
    trouble.querySelector("[data-trouble-text]").textContent = text || ""
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const found = event.target.matches?.("[data-announce]") ? event.target : event.target.querySelector?.("[data-announce]")
    if (found) say(found.dataset.announce || found.textContent.trim())
  })
  const isQuiet = (event) => event.target.matches?.("[data-quiet]")
  const lasts = () => { if (++missed >= LASTS) complain(trouble?.dataset.away) }
  for (const type of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(type, (event) => {
    isQuiet(event) ? lasts() : complain(trouble?.dataset.lost)
  })
  document.addEventListener("htmx:responseError", (event) => {
    if (isQuiet(event)) return lasts()
    if (event.detail.xhr.status !== 401) return complain(trouble?.dataset.failed)
    // What was said before the session ended no longer goes with what is typed now.
    for (const verdict of event.detail.target?.querySelectorAll(".verdict") ?? []) verdict.hidden = true
    complain(trouble?.dataset.ended)
  })
  document.addEventListener("htmx:afterRequest", (event) => {
    // 286: the session ended, and the page stops asking.
    if (event.detail.xhr?.status === 286) return complain(trouble?.dataset.ended)
    if (!event.detail.successful) return
    missed = 0
    if (own) complain("")
  })
}
