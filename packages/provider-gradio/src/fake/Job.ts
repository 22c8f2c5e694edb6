import * as Effect from "effect/Effect"
import * as Mailbox from "effect/Mailbox"
import * as Stream from "effect/Stream"
import { Cut } from "@easel/core/Fake"
import { pythonJson } from "./pythonJson.js"

/** One event of the `/call` stream as it stands on the wire. */
export const wireEvent = (event: string, data: unknown): string =>
  `event: ${event}\ndata: ${pythonJson(data)}\n\n`

/** What a job has to say, kept until it is read. */
export interface Message {
  readonly text: string
  /** `complete` or `error`. */
  readonly terminal: boolean
}

/** A job of a stand-in: its messages are kept until they are read, and can be read once. */
export class Job {
  /** Handed in, not begun. */
  waiting = true
  /** The last message was taken. */
  exhausted = false

  constructor(
    readonly id: string,
    private readonly messages: Mailbox.Mailbox<Message>
  ) {}

  static make(id: string): Effect.Effect<Job> {
    return Effect.map(Mailbox.make<Message>(), (messages) => new Job(id, messages))
  }

  say(event: "generating" | "complete" | "error", data: unknown): Effect.Effect<void> {
    const terminal = event !== "generating"
    return Effect.zipRight(
      this.messages.offer({ text: wireEvent(event, data), terminal }),
      terminal ? this.messages.end : Effect.void
    )
  }

  /**
   * The messages with a heartbeat in each interval. Who reads a job again that was read to its end
   * gets heartbeats for ever.
   */
  read(heartbeats: Stream.Stream<string>): Stream.Stream<string, Cut> {
    if (this.exhausted) return heartbeats
    const messages = Mailbox.toStream(this.messages).pipe(
      Stream.map(({ terminal, text }) => {
        this.exhausted ||= terminal
        return text
      })
    )
    return Stream.merge(messages, heartbeats, { haltStrategy: "left" })
  }
}

/** An unknown job: one in-band error, after which Gradio's server falls over its own exception. */
export const unknownJob = (text: string): Stream.Stream<string, Cut> =>
  Stream.concat(Stream.succeed(wireEvent("error", text)), Stream.fail(new Cut()))
