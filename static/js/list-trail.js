/* The list that one comes from: a [data-list] is kept for this window when one of its links is taken, and the page it leads
   to shows the place in it, with the one before and the one after ([data-trail]). */
{
  const KEPT = "cst-trail"

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-list] [data-list-link]")
    if (!link) return
    const links = [...link.closest("[data-list]").querySelectorAll("[data-list-link]")]
    sessionStorage.setItem(KEPT, JSON.stringify(links.map((each) => each.pathname)))
  })

  const trail = document.querySelector("[data-trail]")
  const paths = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]")
  const here = paths.indexOf(location.pathname)
  if (trail && here >= 0 && paths.length > 1) {
    trail.hidden = false
    trail.querySelector("[data-trail-place]").textContent = `${here + 1} / ${paths.length}`
    for (const step of trail.querySelectorAll("[data-trail-step]")) {
      const path = paths[here + Number(step.dataset.trailStep)]
      if (path) step.href = path
      else step.hidden = true
      // A list of the page itself has these keys for its own lines.
      if (document.querySelector("main [data-list-link]")) step.removeAttribute("data-shortcut")
    }
  }
}
