import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import * as Polling from "@easel/core/Polling"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ServiceClient } from "@easel/core/ServiceClient"
import type { Message } from "@easel/core/WebSockets"
import type { Workflow } from "../ComfyUiOptions.js"
import { failureOf } from "./explain.js"
import type { Feed } from "./Feed.js"
import { readMessage } from "./readMessage.js"
import { type Entry, History, Queue, type Text } from "./wire.js"
import { WorkflowProgress } from "./WorkflowProgress.js"

export interface Job {
  readonly id: string
  readonly workflow: Workflow
  readonly feed: Feed
  /** Before the job is asked about, where the web socket says nothing. */
  readonly pause: Duration.Duration
}

/** Where a job stands. */
type State =
  | { readonly _tag: "Over"; readonly entry: Entry }
  | { readonly _tag: "Waiting"; readonly position: number; readonly size: number }
  | { readonly _tag: "Running" }
  | { readonly _tag: "Gone" }

/** How long a server takes to write down what became of a job that has ended. */
const writing = Duration.millis(100)

/** A job that ends between two questions is in neither answer. */
const goneAnswers = 3

const endings: ReadonlySet<string> = new Set([
  "execution_success",
  "execution_error",
  "execution_interrupted"
])

const isEnd = ({ data, type }: Text): boolean =>
  endings.has(type) || (type === "executing" && data.node === null)

const placeIn = ({ queue_pending: pending, queue_running: running }: Queue, id: string): State => {
  const own = pending.find(([, other]) => other === id)
  if (own !== undefined) {
    const position = pending.filter(([number]) => number < own[0]).length
    return { _tag: "Waiting", position, size: pending.length }
  }
  return running.some(([, other]) => other === id) ? { _tag: "Running" } : { _tag: "Gone" }
}

/** All jobs that are not over. */
export const askQueue = (client: ServiceClient) =>
  client.json({ method: "GET", path: "/queue", phase: "Wait", repeat: "Never" }, Queue)

const ask = (client: ServiceClient, id: string): Effect.Effect<State, ImageError> =>
  Effect.gen(function* () {
    const path = `/history/${encodeURIComponent(id)}`
    const { [id]: entry } = yield* client.json(
      { method: "GET", path, phase: "Wait", repeat: "Never" },
      History
    )
    return entry === undefined ? placeIn(yield* askQueue(client), id) : { _tag: "Over", entry }
  })

/**
 * Follows a job to its end. The web socket tells of progress and previews; what counts is what the
 * server says when it is asked, so that nothing that was missed matters.
 */
export const follow = (
  client: ServiceClient,
  { feed, id, pause, workflow }: Job,
  emit: ProviderEvent.Emit
): Effect.Effect<Entry, ImageError> =>
  Effect.suspend(() => {
    const progress = new WorkflowProgress(workflow)
    let begun = false
    let gone = 0
    let place: string | undefined
    let ended = false
    /** Of the last question; the next one comes after a pause, whatever is heard. */
    let failed = false

    const isOther = (jobId: string | undefined) => jobId !== undefined && jobId !== id

    /** Tells the news of messages that came at once; true when the server must be asked. */
    const tell = (messages: ReadonlyArray<Message>): Effect.Effect<boolean> =>
      Effect.gen(function* () {
        let due = messages.length === 0
        const news: Array<Parameters<typeof ProviderEvent.progress>[0]> = []
        let preview: Uint8Array | undefined
        for (const message of messages) {
          const reading = readMessage(message)
          if (reading === undefined) continue
          if (reading._tag === "Preview") {
            if (!isOther(reading.jobId)) preview = reading.bytes
          } else if (reading.text.type === "status") due ||= !begun
          else if (!isOther(reading.text.data.prompt_id)) {
            const latest = progress.note(reading.text)
            // Of each node the newest is told.
            if (latest !== undefined) {
              if (latest.message === news.at(-1)?.message) news.pop()
              news.push(latest)
            }
            ended ||= isEnd(reading.text)
          }
        }
        due ||= ended
        begun ||= news.length > 0 || preview !== undefined
        for (const latest of news) yield* emit(ProviderEvent.progress(latest))
        if (preview !== undefined) {
          yield* emit(ProviderEvent.preview(GeneratedImage.fromBytes(preview)))
        }
        return due
      })

    const untilDue: Effect.Effect<void> = Effect.suspend(() => {
      // A service that is away is asked at the pace of a job that runs, also when it has ended.
      if (failed) return Effect.sleep(pause)
      if (ended) return Effect.sleep(Duration.min(pause, writing))
      if (gone > 0) return Effect.sleep(pause)
      return Effect.flatMap(Effect.flatMap(feed.next, tell), (due) =>
        due ? Effect.void : untilDue
      )
    })

    const judge = (state: State): Effect.Effect<Option.Option<Entry>, ImageError> => {
      failed = false
      gone = state._tag === "Gone" ? gone + 1 : 0
      switch (state._tag) {
        case "Over":
          return Effect.succeedSome(state.entry)
        case "Gone":
          return gone < goneAnswers ? Effect.succeedNone : Effect.fail(jobGone)
        case "Waiting": {
          const { position, size } = state
          const isNews = !begun && place !== `${position}/${size}`
          place = `${position}/${size}`
          return isNews
            ? Effect.as(emit(ProviderEvent.queued({ position, size })), Option.none())
            : Effect.succeedNone
        }
        case "Running": {
          if (begun) return Effect.succeedNone
          begun = true
          return Effect.as(emit(ProviderEvent.progress({})), Option.none())
        }
      }
    }

    let first = true
    const poll = Effect.suspend(() => {
      const waited = first ? Effect.void : untilDue
      first = false
      return Effect.tapError(Effect.zipRight(waited, ask(client, id)), () =>
        Effect.sync(() => {
          failed = true
        })
      )
    })
    return Effect.flatMap(Polling.until(poll, judge, { interval: 0 }), (entry) => {
      const failure = failureOf(entry, client.scrub)
      return failure === undefined ? Effect.succeed(entry) : Effect.fail(failure)
    })
  })

const jobGone = ResponseError.of({
  reason: "NotFound",
  message: "the server no longer has the job: it was removed, or the server was started anew"
})

/** Takes a job out of the queue, or interrupts it when it runs; no other job is touched. */
export const cancel = (client: ServiceClient, id: string): Effect.Effect<void, ImageError> => {
  const post = (path: string, json: unknown) =>
    client.json({ method: "POST", path, json, phase: "Wait", repeat: "Always" }, Schema.Unknown)
  return Effect.gen(function* () {
    yield* post("/queue", { delete: [id] })
    const state = placeIn(yield* askQueue(client), id)
    // Older servers interrupt whatever runs, so that it must be ours.
    if (state._tag === "Running") yield* post("/interrupt", { prompt_id: id })
  })
}
