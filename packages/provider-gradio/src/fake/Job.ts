import * as Effect from "effect/Effect"
import * as Mailbox from "effect/Mailbox"
import * as Stream from "effect/Stream"
import { type Message, type Messages, queueEvent } from "./Message.js"

const closeStream: Message = {
  call: undefined,
  queue: queueEvent({ msg: "close_stream", event_id: null }),
  terminal: false
}

/** A job of a stand-in: its messages are kept until they are read, and can be read once. */
export class Job {
  /** Handed in, not begun. */
  waiting = true
  /** The last message was taken. */
  exhausted = false
  private over = false

  constructor(
    readonly id: string,
    private readonly messages: Mailbox.Mailbox<Message>
  ) {}

  static make(id: string): Effect.Effect<Job> {
    return Effect.map(Mailbox.make<Message>(), (messages) => new Job(id, messages))
  }

  say(message: Message): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.over) return Effect.void
      this.over = message.terminal
      const last = message.terminal
        ? Effect.zipRight(this.messages.offer(closeStream), this.messages.end)
        : Effect.void
      return Effect.zipRight(this.messages.offer(message), last)
    })
  }

  /**
   * The messages with a heartbeat in each interval. Who reads a job again that was read to its end
   * gets heartbeats for ever.
   */
  read(heartbeats: Messages): Messages {
    if (this.exhausted) return heartbeats
    const messages = Mailbox.toStream(this.messages).pipe(
      Stream.tap(({ terminal }) =>
        Effect.sync(() => {
          this.exhausted ||= terminal
        })
      )
    )
    return Stream.merge(messages, heartbeats, { haltStrategy: "left" })
  }
}
