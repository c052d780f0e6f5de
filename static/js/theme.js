/* The theme switch: light, dark or the system's. Kept in a cookie, so that the server writes <html data-theme>
   and no page flashes in the wrong colours. */
{
  const YEAR = 365 * 24 * 3600
  const root = document.documentElement
  const buttons = () => document.querySelectorAll("button[data-theme-choice]")

  const show = () => {
    const current = root.dataset.theme || "system"
    for (const button of buttons()) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current))
  }

  const choose = (theme) => {
    const secure = location.protocol === "https:" ? "; Secure" : ""
    if (theme === "system") {
      delete root.dataset.theme
      document.cookie = `theme=; Path=/; Max-Age=0; SameSite=Lax${secure}`
    } else {
      root.dataset.theme = theme
      document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`
    }
    show()
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme-choice]")
    if (button) choose(button.dataset.themeChoice)
  })
  show()
}
