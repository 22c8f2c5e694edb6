import type * as Duration from "effect/Duration"

/** A server-sent event. */
export interface Event {
  /** A line that clients pass over, as a heartbeat. */
  readonly comment?: string | undefined
  readonly id?: string | undefined
  readonly event?: string | undefined
  /** Milliseconds. */
  readonly retry?: number | undefined
  /** A text as it is, a line for each of its lines; anything else as JSON. */
  readonly data?: unknown
  /** How long to wait before it. Default: not at all. */
  readonly after?: Duration.DurationInput | undefined
}

const dataLines = (data: unknown): ReadonlyArray<string> => {
  if (data === undefined) return []
  const text = typeof data === "string" ? data : JSON.stringify(data)
  return text.split("\n").map((line) => `data: ${line}`)
}

/** The event as it is written. */
export const eventText = ({ comment, data, event, id, retry }: Event): string => {
  const lines = [
    ...(comment === undefined ? [] : [`: ${comment}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...dataLines(data)
  ]
  return `${lines.join("\n")}\n\n`
}
