/* What was typed into a [data-arrows-input] before the scripts were there, or brought back by the browser, is answered
   too: the page's words and the box's differ, so the box asks by a "typed-early" event. */
window.addEventListener("load", () => {
  for (const input of document.querySelectorAll("[data-arrows-input]")) {
    const answered = input.closest("[data-arrows]").querySelector("[data-arrows-words]")?.dataset.arrowsWords
    if (input.value.trim() !== answered) input.dispatchEvent(new Event("typed-early"))
  }
})
