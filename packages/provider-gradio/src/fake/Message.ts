import * as Stream from "effect/Stream"
import { Cut } from "@easel/core/Fake"
import { pythonJson } from "./pythonJson.js"

/** What a job says, as it stands on each of the two routes; the `/call` route leaves some of it out. */
export interface Message {
  readonly call: string | undefined
  readonly queue: string | undefined
  /** The result, or the error. */
  readonly terminal: boolean
}

export type Route = "call" | "queue"

export type Messages = Stream.Stream<Message, Cut>

/** One event of the `/call` stream as it stands on the wire. */
export const wireEvent = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${pythonJson(data)}\n\n`

/** One message of the queue's stream; NaN and Infinity become null. */
export const queueEvent = (message: Readonly<Record<string, unknown>>): string =>
  `data: ${JSON.stringify(message)}\n\n`

/** The same bytes on both routes. */
export const raw = (text: string): Message => ({ call: text, queue: text, terminal: false })

/** Only on the queue's route. */
export const ofQueue = (msg: string, fields: Readonly<Record<string, unknown>>): Message => ({
  call: undefined,
  queue: queueEvent({ msg, ...fields }),
  terminal: false
})

export const heartbeat: Message = {
  call: wireEvent("heartbeat", null),
  queue: queueEvent({ msg: "heartbeat", event_id: null }),
  terminal: false
}

/** The result that a fault puts in place of the real one. */
export const completed = (data: unknown): Message => ({
  call: wireEvent("complete", data),
  queue: queueEvent({
    msg: "process_completed",
    event_id: null,
    output: data === null ? {} : { data, is_generating: false },
    success: true,
    title: null
  }),
  terminal: true
})

/** An error of the server, which is for all jobs of the session. */
export const unexpected = (text: string): Message => ({
  call: wireEvent("error", text),
  queue: queueEvent({
    msg: "unexpected_error",
    event_id: null,
    message: text,
    session_not_found: text.startsWith("404"),
    success: false
  }),
  terminal: true
})

/** An unknown job: one in-band error, after which Gradio's server falls over its own exception. */
export const unknownJob = (text: string): Messages =>
  Stream.concat(Stream.succeed(unexpected(text)), Stream.fail(new Cut()))
