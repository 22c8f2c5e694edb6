/** The most of a service's text that an error keeps. */
const maximumLength = 300

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": " "
}

/**
 * A service's own words, fit for an error: at most 300 characters, without tags, control characters,
 * doubled spaces and outer quotes.
 */
export const clean = (text: string): string => {
  const plain = text
    .slice(0, 20 * maximumLength)
    .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    // What `scrub` left stays visible.
    .replace(/<(?!redacted>)[^>]{0,500}>/g, "")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? " ")
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ")
    .trim()
  const unquoted = /^(['"])([\s\S]*)\1$/.exec(plain)?.[2] ?? plain
  return unquoted.length > maximumLength ? `${unquoted.slice(0, maximumLength - 1)}…` : unquoted
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

const messageNames = ["message", "error", "detail", "error_message", "msg", "title", "reason"]

/** The sentence in a JSON error body, wherever services tend to put it; not cleaned. */
export const messageOf = (body: unknown): string | undefined => sentenceIn(body, 0)

const sentenceIn = (body: unknown, depth: number): string | undefined => {
  if (typeof body === "string") return body.trim() === "" ? undefined : body
  if (depth > 3) return undefined
  if (Array.isArray(body)) {
    const messages = body.map((item: unknown) => sentenceIn(item, depth + 1))
    return messages.filter((message) => message !== undefined).join("; ") || undefined
  }
  for (const name of messageNames) {
    const message = sentenceIn(property(body, name), depth + 1)
    if (message !== undefined) return message
  }
  return undefined
}
