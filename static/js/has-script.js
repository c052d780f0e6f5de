/* Says that scripts run, before the first paint: what needs a script is shown only then. Loaded without defer. */
document.documentElement.classList.add("has-script")
