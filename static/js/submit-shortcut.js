/* Ctrl+Enter (or Cmd+Enter) in a text sends its form, through the form's own checks and its first submit button. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea, input")) return
  const form = event.target.form
  if (!form) return
  event.preventDefault()
  const buttons = [...form.querySelectorAll('button:not([type="button"], [type="reset"])')]
  form.requestSubmit(buttons.find((button) => button.form === form && button.offsetParent !== null) || null)
})
