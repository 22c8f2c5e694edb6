/** What the queue's stream tells, and what becomes of a job that is left. */
import { assert, describe, it } from "@effect/vitest"
import { LogOutput, ProgressOutput } from "@easel/provider-gradio/fake/Endpoint"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import {
  complete,
  endpoint,
  events,
  http,
  pictureOutput,
  queueWire,
  run,
  said,
  tags
} from "./support.js"

const picture = '{"path":"/tmp/gradio/1/image.png","url":null}'

const message = (msg: string, fields = "") => `data: {"msg":"${msg}"${fields && `,${fields}`}}\n\n`

const done = message("process_completed", `"output":{"data":[${picture},7]},"success":true`)

/** What is told between `Accepted` and `Completed`. */
const told = (...pieces: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const running = yield* run({ fake: queueWire(...pieces, done) })
    return (yield* events(running)).slice(1, -1)
  }).pipe(Effect.scoped, Effect.provide(http))

describe("the queue's stream", () => {
  it.live("tells the place and how long it takes", () =>
    Effect.gen(function* () {
      const [first, second, started] = yield* told(
        message("estimation", '"rank":2,"queue_size":3,"rank_eta":12.5'),
        message("estimation", '"rank":0,"queue_size":1,"rank_eta":null'),
        message("process_starts", '"eta":4')
      )
      assert.deepInclude(first, { position: 2, size: 3, eta: Duration.seconds(12.5) })
      assert.deepInclude(second, { position: 0, size: 1, eta: undefined })
      assert.deepInclude(started, { _tag: "Progress", eta: Duration.seconds(4) })
    })
  )

  const bars: Readonly<Record<string, readonly [string, object]>> = {
    "a step of a total": [
      '{"index":3,"length":40,"unit":"steps"}',
      { fraction: 0.075, step: 3, total: 40, unit: "steps" }
    ],
    "a fraction": ['{"progress":0.25,"desc":"Lädt"}', { fraction: 0.25, message: "Lädt" }],
    "a bar inside of another": [
      '{"index":1,"length":2,"unit":"images"},{"index":5,"length":10,"unit":"steps"}',
      { fraction: 0.75, step: 5, total: 10, unit: "steps" }
    ],
    "a bar without a length": ['{"index":3,"length":null}', { fraction: 0, step: 3 }]
  }

  it.live.each(Object.entries(bars))("tells %s", ([, [bar, expected]]) =>
    Effect.gen(function* () {
      const [progress] = yield* told(message("progress", `"progress_data":[${bar}]`))
      assert.deepInclude(progress, { _tag: "Progress", ...expected })
    })
  )

  it.live("tells words of the program, its warnings as such", () =>
    Effect.gen(function* () {
      const [words, warning] = yield* told(
        message("log", '"log":"Waiting for a GPU","level":"info"'),
        message("log", '"log":"<b>Falling back</b> to IP-based quotas","level":"warning"')
      )
      assert.deepInclude(words, { _tag: "Progress", message: "Waiting for a GPU" })
      assert.deepInclude(warning, {
        _tag: "Warning",
        message: "Falling back to IP-based quotas"
      })
    })
  )

  it.live("passes over what is of another job, broken, or unknown", () =>
    Effect.gen(function* () {
      const all = yield* told(
        message("process_completed", '"event_id":"other","output":{"data":[]},"success":true'),
        message("estimation", '"rank":-1'),
        message("progress", '"progress_data":"none"'),
        message("progress", '"progress_data":[]'),
        message("heartbeat", '"event_id":null'),
        message("new_in_gradio_7"),
        "data: 7\n\ndata: {\n\n"
      )
      assert.deepStrictEqual(all, [])
    })
  )

  it.live("warns of a preview that can't be read", () =>
    Effect.gen(function* () {
      const all = yield* told('data: {"msg":"process_generating","output":{\n\n')
      assert.deepInclude(all[0], { _tag: "Warning", code: "BrokenPreview" })
    })
  )

  const ends = {
    "a result without outputs": [message("process_completed", '"output":{}'), "ResponseError"],
    "a result that is no list": [
      message("process_completed", '"output":{"data":"none"},"success":true'),
      "ResponseParseError"
    ],
    "half a result": ['data: {"msg":"process_completed","output":{\n\n', "ResponseParseError"],
    "an error without a success": [
      message("process_completed", '"output":{"error":null}'),
      "ResponseError"
    ],
    "an error of the server": [
      message("unexpected_error", '"message":"404: Not Found","session_not_found":true'),
      "ResponseError"
    ],
    "nothing but its end": [message("close_stream"), "TransportError"]
  } as const

  it.scopedLive.each(Object.entries(ends))("%s is an error", ([, [piece, tag]]) =>
    Effect.gen(function* () {
      const running = yield* run({ fake: queueWire(piece) })
      assert.strictEqual((yield* Effect.flip(complete(running)))._tag, tag)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is told by the stand-in as a function goes on", () =>
    Effect.gen(function* () {
      const shown = [yield* pictureOutput(), 7]
      const running = yield* run({
        fake: {
          others: { count: 2, each: 0 },
          endpoints: {
            infer: endpoint([
              new LogOutput({ text: "Hello", level: "info", title: "Info" }),
              new ProgressOutput({ index: 1, length: 2 }),
              shown
            ])
          }
        }
      })
      const { events: all } = yield* said(running)
      assert.deepStrictEqual(tags(all), [
        "Accepted",
        "Queued",
        "Queued",
        "Queued",
        "Progress",
        "Progress",
        "Progress"
      ])
    }).pipe(Effect.provide(http))
  )
})

describe("where the queue's stream is not to be had", () => {
  it.scopedLive("the one of the call is read, and the job is handed in once", () =>
    Effect.gen(function* () {
      const running = yield* run({ fault: "no-queue-stream" })
      assert.strictEqual((yield* complete(running)).seed, 7)
      const paths = running.server.requests.map(({ method, url }) => `${method} ${url.pathname}`)
      assert.match(
        paths.join("\n"),
        /^POST \S+infer\nGET \S+queue\/data\nGET \S+call\/infer\/[0-9a-f]{32}$/
      )
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a stream that was opened is never read on the other route", () =>
    Effect.gen(function* () {
      const running = yield* run({ fake: queueWire(message("estimation", '"rank":0')) })
      assert.strictEqual((yield* Effect.flip(complete(running)))._tag, "TransportError")
      assert.lengthOf(running.server.requests, 2)
    }).pipe(Effect.provide(http))
  )
})

describe("a job that was left", () => {
  const forever = (generator: boolean) => ({ ...endpoint([], generator), run: () => Stream.never })

  it.scopedLive("and is cancelled frees its place, though its function runs", () =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: {
          queueMaximum: 1,
          endpoints: { infer: forever(false), other: endpoint([[yield* pictureOutput(), 7]]) }
        }
      })
      const { server, space } = running
      const job = yield* Effect.fork(complete(running))
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => server.openReplies() === 1 })
      yield* Fiber.interrupt(job)
      const id = server.requests[1]?.url.searchParams.get("session_hash") ?? ""

      yield* space.cancel("other", id)
      const next = yield* Effect.fork(complete(running, { api: "other" }))
      yield* Effect.sleep("30 millis")
      assert.strictEqual((yield* Fiber.poll(next))._tag, "None")
      yield* space.cancel("infer", id)
      assert.strictEqual((yield* Fiber.join(next)).seed, 7)
      assert.deepInclude(JSON.parse(server.requests.at(-1)?.text ?? "{}"), {
        session_hash: id,
        event_id: id,
        fn_index: 0
      })
    }).pipe(Effect.provide(http))
  )
})
