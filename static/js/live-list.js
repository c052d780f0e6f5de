/* A list that renews itself, [data-live]: htmx asks, this puts in what came. Only the time that is left changed: it is told in place.
   Rows came, went or moved: they are put in at once while nobody is at the list; under the mouse or the keyboard, or while rows are
   chosen, [data-live-bring] counts them and brings them on its click. */
{
  const AT_WORK = "[data-live]:is(:hover, :focus-within), [data-live]:has([data-row] input:checked)"
  const bring = document.querySelector("[data-live-bring]")
  const rail = document.querySelector("#rail > .stack")
  let waiting

  const list = () => document.querySelector("[data-live]")
  const rowsOf = (place) => new Map([...place.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]))

  /* How many rows came, went or changed; at least one where the order did. */
  const changed = (before, after) => {
    let many = 0
    for (const key of before.keys()) if (!after.has(key)) many++
    for (const [key, row] of after) if (before.get(key)?.dataset.stamp !== row.dataset.stamp) many++
    return many || Number([...before.keys()].join() !== [...after.keys()].join())
  }

  const tell = (many) => {
    bring.hidden = !many
    bring.querySelector("span").textContent = `${many} ${many === 1 ? bring.dataset.one : bring.dataset.many}`
  }

  const tellTime = (before, after) => {
    for (const [key, row] of after) {
      before.get(key).className = row.className
      before.get(key).querySelector(".queue-due").innerHTML = row.querySelector(".queue-due").innerHTML
    }
  }

  /* The fresh rows in place of the old ones; what was chosen and what had the focus stay so. */
  const put = (fresh) => {
    const old = list()
    const before = rowsOf(old)
    const chosen = [...before].filter(([, row]) => row.querySelector("input:checked")).map(([key]) => key)
    const held = document.activeElement?.closest("[data-row]")?.dataset.row
    const after = rowsOf(fresh)
    for (const [key, row] of after) if (before.get(key)?.dataset.stamp !== row.dataset.stamp) row.classList.add("row-fresh")
    old.replaceChildren(...fresh.childNodes)
    for (const key of chosen) if (after.has(key)) after.get(key).querySelector("input").checked = true
    old.dispatchEvent(new CustomEvent("rows:put", { bubbles: true }))
    if (held) after.get(held)?.querySelector("[data-list-link]").focus()
    waiting = undefined
    tell(0)
  }

  const count = (views) => {
    if (rail && !rail.matches(":hover, :focus-within")) rail.innerHTML = views.innerHTML
  }

  const take = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html")
    const fresh = page.querySelector("[data-live]")
    if (!fresh) return
    count(page.getElementById("rail-views"))
    const before = rowsOf(list())
    const after = rowsOf(fresh)
    const many = changed(before, after)
    document.getElementById("queue-seen").value = fresh.querySelector("#queue-seen").value
    if (!many) {
      waiting = undefined
      tell(0)
      tellTime(before, after)
    } else if (document.querySelector(AT_WORK)) {
      waiting = fresh
      tell(many)
    } else put(fresh)
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.matches("[data-live]")) return
    if (document.hidden) event.preventDefault()
    // What waits is put in once nobody is there any more.
    if (waiting && !document.querySelector(AT_WORK)) put(waiting)
  })
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.matches("[data-live]")) return
    event.detail.shouldSwap = false
    if (event.detail.xhr.status === 200) take(event.detail.xhr.responseText)
  })
  bring?.addEventListener("click", () => { if (waiting) put(waiting) })
}
