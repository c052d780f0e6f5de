/* [data-copy] puts its text on the clipboard, or without one the address of the page, and says so beside itself. */
{
  const SHOWN = 2500

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]")
    if (!button) return
    await navigator.clipboard.writeText(button.dataset.copy || location.origin + location.pathname)
    const said = button.querySelector("[data-copy-said]")
    said.textContent = button.dataset.copied
    setTimeout(() => { said.textContent = "" }, SHOWN)
  })
  // Only where the browser lets a page write there: over HTTPS, or on this machine.
  if (!navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = true
}
