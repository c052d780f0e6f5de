/* A [data-preview] link shows its file in the dialog of the page instead of leaving it; htmx fetches what is shown. */
{
  const dialog = document.getElementById("preview")
  let from = null

  document.addEventListener("click", (event) => { from = event.target.closest?.("[data-preview]") ?? from })
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "preview-body" && !dialog.open) dialog.showModal()
  })
  dialog?.addEventListener("close", () => {
    document.getElementById("preview-body").replaceChildren()
    from?.focus()
  })
}
