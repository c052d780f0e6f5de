/* Quoting a message: its button puts the words of it, or those selected in it, into the box on top, each line after a ">".
   What an internal note says goes into a note and nowhere else. */
{
  const template = document.getElementById("quote-button")
  const label = (message) => message.querySelector(".message-author")?.textContent.trim()

  for (const head of template ? document.querySelectorAll("#thread .message > .message-head") : []) {
    const button = template.content.firstElementChild.cloneNode(true)
    button.setAttribute("aria-label", `${button.textContent.trim()} ${label(head.parentElement)}`)
    head.append(button)
  }

  const words = (message) => {
    const selection = getSelection()
    const text = message.querySelector(".message-text")
    const chosen = !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode)
    return (chosen ? selection.toString() : text.innerText).trim()
  }

  const boxFor = (message) => {
    const note = document.querySelector(".composer [value=note]")
    if (message.matches(".message-note") && note) note.checked = true
    const areas = document.querySelectorAll(".composer textarea[name=body]")
    return [...areas].find((area) => area.offsetParent !== null)
  }

  // A press on the button must not undo the selection that it quotes.
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-quote]")) event.preventDefault() })
  document.addEventListener("click", (event) => {
    const message = event.target.closest?.("[data-quote]")?.closest(".message")
    if (!message) return
    const quoted = words(message).split("\n").map((line) => `> ${line}`.trimEnd()).join("\n")
    const area = boxFor(message)
    if (!area) return
    area.focus()
    area.setSelectionRange(area.value.length, area.value.length)
    const before = area.value && !area.value.endsWith("\n") ? "\n\n" : ""
    document.execCommand("insertText", false, `${before}${quoted}\n\n`)
    area.scrollIntoView({ block: "center" })
  })
}
