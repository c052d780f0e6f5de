/* What no click takes back is asked once more: Enter in its form opens that question, and does not send. Without script
   the button that opens it is the way; the form is sent from within the question. */
document.addEventListener("submit", (event) => {
  const question = event.target.querySelector("[popover][data-confirm]")
  if (!question || question.matches(":popover-open")) return
  event.preventDefault()
  question.showPopover()
  question.querySelector("button").focus()
}, true)
