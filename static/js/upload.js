/* A file on its way to the server, in pieces (tickets/drafting/file_views.py): `sendInPieces(entry, told)` goes on through a
   lost connection or a restarted server, and where the same file stopped before a reload. One file travels at a time.
   `entry`: file, category, key (the form's submission token), csrf, beginUrl; it is given url, id, received, whole, and state:
   waiting, moving, lost, ended (session), refused (error: why), whole. `told()` is called at each change. */
{
  const SMALLEST = 64 * 1024
  const LARGEST = 1024 * 1024
  const PATIENCE = 60_000
  let turn = Promise.resolve()

  const ask = async (entry, url, body, type) => {
    entry.controller = new AbortController()
    const timer = setTimeout(() => entry.controller.abort(), PATIENCE)
    try {
      const headers = { "X-CSRFToken": entry.csrf, "X-Requested-With": "fetch", ...(type && { "Content-Type": type }) }
      const answer = await fetch(url, { method: "POST", body, headers, credentials: "same-origin", signal: entry.controller.signal })
      const json = answer.headers.get("content-type")?.includes("json")
      return { status: answer.status, ...(json ? await answer.json() : {}) }
    } finally {
      clearTimeout(timer)
    }
  }

  const begin = (entry) => {
    const body = new FormData()
    const { name, size, lastModified } = entry.file
    for (const [field, value] of Object.entries({ submission_key: entry.key, name, size, modified: lastModified, category: entry.category })) body.append(field, value)
    return ask(entry, entry.beginUrl, body)
  }

  // As large as the connection carries in about a second: the bar moves, and little is lost with a piece.
  const append = async (entry) => {
    const start = entry.received
    const piece = await entry.file.slice(start, start + entry.piece).arrayBuffer()
    const from = Date.now()
    const answer = await ask(entry, `${entry.url}?start=${start}`, piece, "application/octet-stream")
    const took = Date.now() - from
    if (took < 800) entry.piece = Math.min(entry.piece * 2, LARGEST)
    else if (took > 3000) entry.piece = Math.max(entry.piece / 2, SMALLEST)
    return answer
  }

  const take = (entry, { status, error, ...said }) => {
    if (status < 300 || status === 409) return Object.assign(entry, said, { state: said.whole ? "whole" : "moving", tries: 0 })
    if (status === 404 && entry.url && !entry.again) return Object.assign(entry, { url: null, again: true })
    if (status === 401 || status === 403) return Object.assign(entry, { state: "ended" })
    if (status < 500 && status !== 429) return Object.assign(entry, { state: "refused", error })
    return rest(entry, error)
  }

  const rest = async (entry, reason) => {
    Object.assign(entry, { state: "lost", reason })
    entry.changed()
    entry.tries += 1
    await new Promise((go) => {
      entry.wake = go
      addEventListener("online", go, { once: true })
      setTimeout(go, Math.min(2 ** entry.tries, 30) * 500)
    })
  }

  const exchange = async (entry) => {
    try {
      await take(entry, await (entry.url ? append(entry) : begin(entry)))
    } catch (error) {
      if (error.name === "NotReadableError" || error.name === "NotFoundError") Object.assign(entry, { state: "refused" })
      else if (!entry.gone) await rest(entry)
    }
    if (!entry.gone) entry.changed()
  }

  const travel = async (entry) => {
    while (!entry.gone && !["whole", "refused", "ended"].includes(entry.state)) await exchange(entry)
    if (entry.gone && entry.url) ask(entry, `${entry.url}abandon/`, "").catch(() => {})
  }

  globalThis.sendInPieces = (entry, told) => {
    Object.assign(entry, { changed: told, state: "waiting", received: 0, piece: SMALLEST * 2, tries: 0 })
    turn = turn.then(() => travel(entry))
  }
  globalThis.stopSending = (entry) => {
    entry.gone = true
    entry.controller?.abort()
    entry.wake?.()
    if (entry.state === "whole") travel(entry)
  }
  globalThis.tellCategory = (url, csrf, category) => ask({ csrf }, `${url}categorie/`, new URLSearchParams({ category }))
}
