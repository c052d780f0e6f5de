/* The page of a ticket that stays open: its looks for news (#live, by htmx) say whether one is writing, so that colleagues
   see it; who has read what changed may send without reloading. */
{
  const writes = document.getElementById("live-writes")
  const STILL = 60000 // after a minute without a key nobody is writing any more
  let timer

  document.addEventListener("input", (event) => {
    if (!writes || !event.target.closest?.(".composer")) return
    writes.value = "1"
    clearTimeout(timer)
    timer = setTimeout(() => { writes.value = "" }, STILL)
  })

  // Looked at again: at once. A page that is left asks nothing.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) htmx.trigger("#news", "look") })

  document.addEventListener("click", (event) => {
    const read = event.target.closest?.("[data-read-news]")
    if (!read) return
    for (const input of document.querySelectorAll("[name=shown], [name=depuis]")) input.value = read.dataset.readNews
    document.getElementById("news").replaceChildren()
    const box = [...document.querySelectorAll(".composer textarea[name=body]")].find((each) => each.offsetParent !== null)
    box?.focus()
  })
}
