/* The expired-form page: back to the form, where the browser has kept what was typed. */
document.querySelector("[data-go-back]")?.addEventListener("click", () => history.back())
