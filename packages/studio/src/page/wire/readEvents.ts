/** Server-sent events of an answer's body. */
import { createParser } from "eventsource-parser"
import * as v from "valibot"
import { Event, kinds } from "./Event.js"
import { unreachable } from "./Failure.js"

/** An event and the id from which the stream can be resumed. */
export interface Numbered {
  readonly id: string | undefined
  readonly event: Event
}

/** JSON that may be none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const Tagged = v.object({ _tag: v.string() })

/**
 * A kind of event that is not known here is left out, since later gateways may have more; one that
 * is known and can't be understood must not vanish.
 */
const decode = (id: string | undefined, data: string): ReadonlyArray<Numbered> => {
  const json = parseJson(data)
  const parsed = v.safeParse(Event, json)
  if (parsed.success) return [{ id, event: parsed.output }]
  const tagged = v.safeParse(Tagged, json)
  if (tagged.success && !kinds.has(tagged.output._tag)) return []
  const what = tagged.success ? `its ${tagged.output._tag}` : "an event of it"
  const error = unreachable(`the gateway's stream can't be understood: ${what}`)
  return [{ id, event: { _tag: "GenerationFailed", error } }]
}

/** Ends with the body; a body that breaks off rejects. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<Numbered> {
  let ready: Array<Numbered> = []
  const parser = createParser({
    onEvent: ({ data, id }) => {
      ready.push(...decode(id, data))
    }
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(decoder.decode(value, { stream: true }))
      const events = ready
      ready = []
      yield* events
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
