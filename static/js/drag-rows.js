/* A row, or all the rows chosen, dragged onto an engineer ([data-drop-engineer] in the rail): the same form as by the keyboard is sent. */
{
  const bulk = document.getElementById("bulk")
  const boxes = () => [...document.querySelectorAll('[data-row] input[form="bulk"]')]
  const target = (event) => event.target.closest?.("[data-drop-engineer]")
  let dragged

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-row]")
    if (!dragged || !bulk) return
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", dragged.querySelector("[data-list-link]").textContent)
    document.documentElement.classList.add("is-dragging")
  })
  document.addEventListener("dragend", () => {
    dragged = undefined
    document.documentElement.classList.remove("is-dragging")
  })
  document.addEventListener("dragover", (event) => {
    if (!dragged || !target(event)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "move"
  })
  for (const [type, over] of [["dragenter", true], ["dragleave", false]]) document.addEventListener(type, (event) => {
    if (dragged) target(event)?.classList.toggle("is-over", over)
  })
  document.addEventListener("drop", (event) => {
    const engineer = target(event)
    if (!dragged || !engineer) return
    event.preventDefault()
    const own = dragged.querySelector("input")
    if (!own.checked) for (const box of boxes()) box.checked = box === own
    bulk.elements.assignee.value = engineer.dataset.dropEngineer
    bulk.requestSubmit(bulk.querySelector("[value=assign]"))
  })
}
