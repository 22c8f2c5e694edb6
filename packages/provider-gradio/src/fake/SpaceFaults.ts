/** What goes wrong at Gradio Spaces, by name, for a stand-in to do. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Cut, type FakeReply } from "@easel/core/Fake"
import { errorTexts } from "./errorTexts.js"
import type { Misbehaviour } from "./FakeSpace.js"
import { fileData } from "./FileStore.js"
import { wireEvent } from "./Job.js"
import { json, plain } from "./submission.js"

export interface SpaceFault {
  /** For people. */
  readonly description: string
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

/** Sends this and ends. */
const only = (description: string, ...texts: ReadonlyArray<string>): SpaceFault =>
  stream(description, () => Stream.fromIterable(texts))

const result = (description: string, outputs: Outputs): SpaceFault => ({
  description,
  misbehaviour: { outputs }
})

/** Says where the picture lies in place of the true address. */
const located = (description: string, path: string | null, url: string | null): SpaceFault =>
  result(description, ([, ...rest]) => [fileData(path, url), ...rest])

const isComplete = (text: string): boolean => text.startsWith("event: complete")

const beforeComplete = (events: Stream.Stream<string, Cut>) =>
  Stream.takeWhile(events, (text) => !isComplete(text))

const cutMessage = (events: Stream.Stream<string, Cut>, end: Stream.Stream<string, Cut>) =>
  Stream.flatMap(events, (text) =>
    isComplete(text)
      ? Stream.concat(Stream.succeed(text.slice(0, text.length / 2)), end)
      : Stream.succeed(text)
  )

/** A GIF of one pixel, made heavy by what follows it, which no reader minds. */
const largePicture = (bytes: number): string =>
  `data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7${"A".repeat(Math.ceil(bytes / 3) * 4)}`

const raised = Object.fromEntries(
  Object.entries(errorTexts).map(([name, error]): [string, SpaceFault] => [
    name,
    { description: `the function fails: ${error.text}`, misbehaviour: { raise: error } }
  ])
)

const refusals: Readonly<Record<string, SpaceFault>> = {
  sleeping: refusal(
    "the page of a sleeping Space",
    page(503, "This Space is sleeping due to inactivity. <button>Restart this Space</button>")
  ),
  "sleeping-200": refusal(
    "the page of a sleeping Space, with status 200",
    page(200, "This Space is sleeping due to inactivity.")
  ),
  building: refusal("the page of a Space that is being built", page(503, "Building")),
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
  "complete-null": only(
    "the job was cancelled at the Space: `complete` with null",
    wireEvent("complete", null)
  ),
  "complete-object": only("`complete` with an object", wireEvent("complete", { data: [] })),
  "complete-broken": only(
    "`complete` with half of its JSON",
    'event: complete\ndata: [{"path": \n\n'
  ),
  "preview-broken": stream("an unreadable preview first", (events) =>
    Stream.concat(Stream.succeed('event: generating\ndata: [{"path": \n\n'), events)
  ),
  "ended-early": stream("the stream ends before `complete`", beforeComplete),
  "ended-inside": stream("the stream ends inside `complete`", (events) =>
    cutMessage(events, Stream.empty)
  ),
  cut: stream("the connection breaks before `complete`", (events) =>
    Stream.concat(beforeComplete(events), Stream.fail(new Cut()))
  ),
  "cut-inside": stream("the connection breaks inside `complete`", (events) =>
    cutMessage(events, Stream.fail(new Cut()))
  ),
  heartbeats: stream("heartbeats for ever", () =>
    Stream.repeatEffect(Effect.as(Effect.sleep("20 millis"), wireEvent("heartbeat", null)))
  ),
  stall: stream("nothing is sent after the previews", (events) =>
    Stream.concat(beforeComplete(events), Stream.never)
  ),
  "job-lost": stream("the Space no longer knows the job, and the connection breaks", () =>
    Stream.concat(Stream.succeed(wireEvent("error", "404: Not Found")), Stream.fail(new Cut()))
  ),
  "error-storm": stream("the server is being shut down: the same error for ever", () =>
    Stream.repeatEffect(
      Effect.as(Effect.sleep("5 millis"), wireEvent("error", "Server stopped unexpectedly."))
    )
  ),
  "error-null": only("an error whose reason Gradio hides (up to 6.12)", wireEvent("error", null)),
  "error-text": only(
    "an error that is a text",
    wireEvent("error", "Object of type Image is not JSON serializable")
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
