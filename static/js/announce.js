/* What htmx brought is said aloud: an answer marked [data-announce] is copied into the page's live region.
   A request that failed is said in one sentence, seen and heard, instead of nothing happening. */
{
  const region = document.getElementById("announcements")
  const trouble = document.getElementById("trouble")
  const say = (text) => { if (region) region.textContent = text }
  const complain = (text) => {
    if (!trouble) return
    trouble.hidden = !text
    trouble.querySelector("[data-trouble-text]").textContent = text || ""
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const found = event.target.matches?.("[data-announce]") ? event.target : event.target.querySelector?.("[data-announce]")
    if (found) say(found.dataset.announce || found.textContent.trim())
  })
  for (const type of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(type, () => complain(trouble?.dataset.lost))
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return complain(trouble?.dataset.failed)
    // What was said before the session ended no longer goes with what is typed now.
    for (const verdict of event.detail.target?.querySelectorAll(".verdict") ?? []) verdict.hidden = true
    complain(trouble?.dataset.ended)
  })
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) complain("") })
}
