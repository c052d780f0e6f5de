/* a, on a row of a list, goes to its [data-assign] choice; Enter there sends the form around it. */
{
  const OFF = "cst-single-keys"

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === "Enter" && event.target.matches("[data-assign]")) {
      event.preventDefault()
      event.target.form.requestSubmit()
    } else if (event.key === "a" && !event.target.matches("input, textarea, select") && localStorage.getItem(OFF) !== "off") {
      const choice = event.target.closest("tr")?.querySelector("[data-assign]")
      if (!choice) return
      event.preventDefault()
      choice.focus()
    }
  })
}
