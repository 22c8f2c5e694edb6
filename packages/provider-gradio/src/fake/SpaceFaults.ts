/** What goes wrong at Gradio Spaces, by name, for a stand-in to do. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Cut, type FakeReply } from "@easel/core/Fake"
import { errorTexts } from "./errorTexts.js"
import type { Misbehaviour } from "./FakeSpace.js"
import { fileData } from "./FileStore.js"
import {
  completed,
  heartbeat,
  type Message,
  type Messages,
  ofQueue,
  queueEvent,
  raw,
  unexpected,
  wireEvent
} from "./Message.js"
import { json, plain } from "./submission.js"

export interface SpaceFault {
  /** For people. */
  readonly description: string
  /** Shows only where the hub is asked, or pictures are uploaded. */
  readonly needs?: "hub" | "uploads" | undefined
  readonly misbehaviour: Misbehaviour
}

type Events = NonNullable<Misbehaviour["events"]>
type Outputs = NonNullable<Misbehaviour["outputs"]>

const page = (status: number, text: string, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", ...headers },
  body: `<!DOCTYPE html><html><head><title>Hugging Face</title></head><body>${text}</body></html>`
})

const refusal = (description: string, submit: FakeReply): SpaceFault => ({
  description,
  misbehaviour: { submit }
})

const stream = (description: string, events: Events): SpaceFault => ({
  description,
  misbehaviour: { events }
})

/** Says this and ends. */
const only = (description: string, ...messages: ReadonlyArray<Message>): SpaceFault =>
  stream(description, () => Stream.fromIterable(messages))

const result = (description: string, outputs: Outputs): SpaceFault => ({
  description,
  misbehaviour: { outputs }
})

/** Says where the picture lies in place of the true address. */
const located = (description: string, path: string | null, url: string | null): SpaceFault =>
  result(description, ([, ...rest]) => [fileData(path, url), ...rest])

const beforeResult = (events: Messages) => Stream.takeWhile(events, ({ terminal }) => !terminal)

const half = (text: string | undefined) => text?.slice(0, text.length / 2)

const cutMessage = (events: Messages, end: Messages) =>
  Stream.flatMap(events, (message) =>
    message.terminal
      ? Stream.concat(
          Stream.succeed({ ...message, call: half(message.call), queue: half(message.queue) }),
          end
        )
      : Stream.succeed(message)
  )

/** Half of its JSON. */
const broken = (event: string, msg: string): Message => ({
  call: `event: ${event}\ndata: [{"path": \n\n`,
  queue: `data: {"msg":"${msg}","output":{"data":[{"path": \n\n`,
  terminal: false
})

/** A page of Hugging Face stands there for a fifth of a second. */
const asleep = (description: string, reply: FakeReply): SpaceFault => ({
  description,
  misbehaviour: { asleep: { page: reply, wakesAfter: "200 millis" } }
})

/** A page that only the hub explains. */
const staged = (stage: string, reply: FakeReply): SpaceFault => ({
  description: `the Space can't be woken, and the hub says why: ${stage}`,
  needs: "hub",
  misbehaviour: { stage, asleep: { page: reply, wakesAfter: "1 day" } }
})

/** A stream that ends inside its result says nothing after it. */
const beforeClose = (events: Messages) => Stream.takeUntil(events, ({ terminal }) => terminal)

const strange: ReadonlyArray<Message> = [
  ofQueue("process_completed", { event_id: "other", output: { data: [] }, success: true }),
  ofQueue("progress", { event_id: "other", progress_data: [{ index: 9, length: 9 }] }),
  ofQueue("progress", { event_id: null, progress_data: "none" }),
  ofQueue("estimation", { event_id: null, rank: -1 }),
  ofQueue("something-new", { event_id: null }),
  raw("data: [1]\n\n"),
  raw("data: {no JSON\n\n")
]

/** A GIF of one pixel, made heavy by what follows it, which no reader minds. */
const largePicture = (bytes: number): string =>
  `data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7${"A".repeat(Math.ceil(bytes / 3) * 4)}`

const raised = Object.fromEntries(
  Object.entries(errorTexts).map(([name, error]): [string, SpaceFault] => [
    name,
    { description: `the function fails: ${error.text}`, misbehaviour: { raise: error } }
  ])
)

const sleeping = (status: number): FakeReply =>
  page(status, "This Space is sleeping due to inactivity. <button>Restart this Space</button>")

const refusals: Readonly<Record<string, SpaceFault>> = {
  sleeping: asleep("the Space sleeps, and a visit wakes it", sleeping(503)),
  "sleeping-200": asleep("the same, its page with status 200", sleeping(200)),
  building: asleep("the Space is being built when it is visited", page(503, "Building")),
  waking: {
    ...asleep("a page says nothing, and the hub that the Space wakes", page(503, "")),
    needs: "hub"
  },
  "build-error": staged("BUILD_ERROR", sleeping(503)),
  paused: refusal("the page of a paused Space", page(503, "This Space has been paused.")),
  private: refusal("a private Space, without a token: 404 as a page", page(404, "404")),
  "private-401": refusal("a private Space, without a token: 401 as a page", page(401, "401")),
  password: refusal(
    "an app with a password",
    json(401, { detail: { error: "Not authenticated", auth_message: null } })
  ),
  "rate-limited": refusal(
    "429 as a page, with Retry-After",
    page(429, "Too many requests", { "retry-after": "120" })
  ),
  "queue-full": refusal(
    "503, the queue is full",
    json(503, { detail: "Queue is full. Max size is 1 and size is 1." })
  ),
  "queue-stopped": refusal("503, the queue is stopped", json(503, { detail: "Queue is stopped." })),
  "bad-gateway": refusal("502 of the front proxy", plain(502, "Bad Gateway")),
  "server-error": refusal("500 without a word", plain(500, "Internal Server Error")),
  "no-function": refusal(
    "500 with a traceback: no such function",
    plain(
      500,
      "Traceback (most recent call last):\n  ...\ngradio.route_utils.FnIndexInferError: Could not infer function index for API name: infer\n"
    )
  ),
  "no-route": refusal("404, no such route", json(404, { detail: "Not Found" })),
  validation: refusal(
    "422 of the app's own validator",
    json(422, {
      detail: [
        { __type__: "validate", is_valid: true, message: "", parameter_name: "prompt" },
        { __type__: "validate", is_valid: false, message: "too wide", parameter_name: "width" }
      ]
    })
  ),
  "no-event-id": refusal("200 without an event id", json(200, {})),
  "path-event-id": refusal("an event id that is a path", json(200, { event_id: "../../x" })),
  "number-event-id": refusal("an event id that is a number", json(200, { event_id: 7 }))
}

const streams: Readonly<Record<string, SpaceFault>> = {
  "no-queue-stream": {
    description: "the queue's stream is not to be had: 404, as one between would say it",
    misbehaviour: { queue: json(404, { detail: "Not Found" }) }
  },
  "complete-null": only("the job was cancelled at the Space: no outputs", completed(null)),
  "complete-object": only("the outputs are an object", completed({ data: [] })),
  "complete-broken": only(
    "the result with half of its JSON",
    broken("complete", "process_completed")
  ),
  "preview-broken": stream("an unreadable preview first", (events) =>
    Stream.concat(Stream.succeed(broken("generating", "process_generating")), events)
  ),
  "ended-early": stream("the stream ends before the result", beforeResult),
  "ended-inside": stream("the stream ends inside the result", (events) =>
    cutMessage(beforeClose(events), Stream.empty)
  ),
  cut: stream("the connection breaks before the result", (events) =>
    Stream.concat(beforeResult(events), Stream.fail(new Cut()))
  ),
  "cut-inside": stream("the connection breaks inside the result", (events) =>
    cutMessage(events, Stream.fail(new Cut()))
  ),
  heartbeats: stream("heartbeats for ever", () =>
    Stream.repeatEffect(Effect.as(Effect.sleep("20 millis"), heartbeat))
  ),
  stall: stream("nothing is sent after the previews", (events) =>
    Stream.concat(beforeResult(events), Stream.never)
  ),
  "job-lost": stream("the Space no longer knows the job, and the connection breaks", () =>
    Stream.concat(Stream.succeed(unexpected("404: Not Found")), Stream.fail(new Cut()))
  ),
  "error-storm": stream("the server is being shut down: the same error for ever", () =>
    Stream.repeatEffect(
      Effect.as(Effect.sleep("5 millis"), unexpected("Server stopped unexpectedly."))
    )
  ),
  "other-jobs": stream("messages of other jobs and of no kind that is known", (events) =>
    Stream.concat(Stream.fromIterable(strange), events)
  ),
  "error-null": only("an error whose reason Gradio hides (up to 6.12)", {
    call: wireEvent("error", null),
    queue: queueEvent({ msg: "process_completed", output: { error: null }, success: false }),
    terminal: true
  }),
  "error-text": only(
    "an error that is a text",
    unexpected("Object of type Image is not JSON serializable")
  )
}

const results: Readonly<Record<string, SpaceFault>> = {
  "no-picture": result("a result without a picture", ([, ...rest]) => [null, ...rest]),
  "not-a-number": result("NaN and Infinity among the outputs", ([picture, ...rest]) => [
    picture,
    ...rest,
    Number.NaN,
    Number.NEGATIVE_INFINITY
  ]),
  "picture-path-only": result("the picture's address is missing", ([picture, ...rest]) => [
    { ...(typeof picture === "object" ? picture : {}), url: null },
    ...rest
  ]),
  "picture-data-url": result("the picture comes in a data URL of 8 MB", ([, ...rest]) => [
    fileData(null, largePicture(8 * 1024 * 1024)),
    ...rest
  ]),
  "picture-private": located(
    "the picture's address leads into a private network",
    "http://10.0.0.1/picture.png",
    "http://10.0.0.1/picture.png"
  ),
  "picture-foreign": result("the address names a foreign host", ([picture, ...rest]) => [
    { ...(typeof picture === "object" ? picture : {}), url: "http://10.0.0.1/picture.webp" },
    ...rest
  ]),
  "picture-gone": {
    description: "the picture is gone: 403, as Gradio says it",
    misbehaviour: { file: json(403, { detail: "File not allowed: /tmp/gradio/image.webp." }) }
  },
  "picture-404": {
    description: "the picture answers 404",
    misbehaviour: { file: json(404, { detail: "Not Found" }) }
  },
  "upload-too-large": {
    description: "an upload is refused: it is too large",
    needs: "uploads",
    misbehaviour: {
      upload: plain(413, "File size exceeded maximum allowed size of 1024 bytes.")
    }
  },
  "picture-page": {
    description: "a web page stands where the picture should be",
    misbehaviour: { file: page(200, "Sign in") }
  }
}

/** Every fault by name. */
export const all: Readonly<Record<string, SpaceFault>> = {
  ...refusals,
  ...raised,
  ...streams,
  ...results
}
