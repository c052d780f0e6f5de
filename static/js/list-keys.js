/* j and k walk through a [data-list] by its [data-list-link] links; Enter is the browser's own on a focused link. */
{
  const OFF = "cst-single-keys"
  const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open], [popover]:popover-open")

  document.addEventListener("keydown", (event) => {
    if ((event.key !== "j" && event.key !== "k") || event.ctrlKey || event.metaKey || event.altKey) return
    if (typing(event.target) || localStorage.getItem(OFF) === "off") return
    const links = [...document.querySelectorAll("[data-list] [data-list-link]")]
    if (!links.length) return
    event.preventDefault()
    const here = links.indexOf(document.activeElement)
    const next = event.key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0)
    links[next].focus()
    links[next].scrollIntoView({ block: "nearest" })
  })
}
