/** A raw exchange as text that may be committed: no machine paths, no ports, no changing numbers. */
import type { RawAnswer, RawRequest } from "./RawExchange.js"

/** Hides what differs from run to run. Event ids are numbered, so that they can be told apart. */
export const makePlaceholders = (): ((text: string) => string) => {
  const eventIds = new Map<string, string>()
  const numbered = (id: string): string => {
    const known = eventIds.get(id)
    if (known !== undefined) return known
    const name = `<event-${eventIds.size + 1}>`
    eventIds.set(id, name)
    return name
  }
  return (text) =>
    text
      .replaceAll(/[^\s"'=:]*\/files-\w{6}(\/pictures)?/g, "<tmp>/gradio")
      .replaceAll(/[^\s"'=:]*\/site-packages/g, "<site-packages>")
      .replaceAll(/[^\s"'=:]*\/space\.py/g, "<space.py>")
      .replaceAll(/\b[0-9a-f]{64}\b/g, "<sha256>")
      .replaceAll(/\b(?!0{32})[0-9a-f]{32}\b/g, numbered)
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>")
      .replaceAll(/\d+\.\d{6,}(e-\d+)?/g, "<seconds>")
      .replaceAll(/"app_id": ?\d+/g, '"app_id":<number>')
      .replaceAll(/^(< (date|last-modified): ).*$/gim, "$1<date>")
      .replaceAll(/^(< etag: ).*$/gim, "$1<etag>")
}

const isText = (bytes: Buffer): boolean => Buffer.from(bytes.toString("utf8")).equals(bytes)

/** One line for each piece: a JSON string literal, so that every line end and quote is visible. */
const piece = (bytes: Buffer): string =>
  isText(bytes)
    ? JSON.stringify(bytes.toString("utf8"))
    : `(${bytes.length} bytes, beginning ${bytes.subarray(0, 12).toString("hex")})`

const shortened = (text: string): string =>
  text.length <= 3_000 ? text : `${text.slice(0, 400)} … ${text.slice(-400)}`

/** Lines with `>` were sent, lines with `<` came back; a body has one line for each HTTP chunk. */
export const renderExchange = (
  request: RawRequest,
  answer: RawAnswer,
  hide: (text: string) => string
): string => {
  const kind = answer.end === "content-length" ? "body" : "chunk"
  const lines = [
    `> ${request.method} ${request.target}`,
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `> ${name}: ${value}`),
    ...(request.body === undefined ? [] : [`> body ${request.body}`]),
    ...answer.head.map((line) => `< ${line}`),
    ...answer.chunks.map((chunk) => `< ${kind} ${shortened(hide(piece(chunk)))}`),
    `< end: ${answer.end}`
  ]
  return hide(lines.join("\n"))
}
