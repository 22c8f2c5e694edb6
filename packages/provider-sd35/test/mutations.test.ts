/** Valid streams, damaged: never a hang, never a defect, always a response or a typed error. */
import { assert, it } from "@effect/vitest"
import { ImageError } from "@easel/core/ImageError"
import { FakeServer } from "@easel/testkit"
import * as Sd35 from "@easel/provider-sd35/Sd35"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { http, idle } from "./support.js"

const id = "0123456789abcdef0123456789abcdef"

const file =
  '{"path": "/tmp/gradio/b\\u00e4r/image.webp", "url": "/gradio_api/file=/tmp/gradio/b\\u00e4r/image.webp", "size": null, "orig_name": "image.webp", "mime_type": null, "is_stream": false, "meta": {"_type": "gradio.FileData"}}'

const valid = [
  "event: heartbeat\ndata: null\n\n",
  `event: generating\ndata: [${file}, 7]\n\n`,
  `event: generating\ndata: [${file}, 7]\n\n`,
  `event: complete\ndata: [${file}, 7]\n\n`
].join("")

const failed = `event: generating\ndata: [${file}, 7]\n\nevent: error\ndata: {"error": "You have exceeded your ZeroGPU quota (65s requested vs. 0s left). Try again in 23:59:09. ", "duration": 10, "visible": true, "title": "ZeroGPU quota exceeded"}\n\n`

const said = (msg: string, fields: string): string =>
  `data: {"msg":"${msg}","event_id":"${id}",${fields}}\n\n`

const outputs = `"output":{"data":[${file},7],"is_generating":true}`

const begun = [
  said("estimation", '"rank":1,"queue_size":2,"rank_eta":3.5'),
  said("process_starts", '"eta":12.34'),
  said("progress", '"progress_data":[{"index":3,"length":40,"unit":"steps"}]'),
  said("process_generating", `${outputs},"success":true`)
].join("")

const queued = begun + said("process_completed", `${outputs},"success":true`)

const failedInQueue =
  begun +
  said("process_completed", '"output":{"error":"GPU task aborted","title":"Error"},"success":false')

/** Where a stream is read, and what stands in it. */
const streams = [
  ["/call/infer/", valid],
  ["/call/infer/", failed],
  ["/queue/data", queued],
  ["/queue/data", failedInQueue]
] as const

type Mutation = (bytes: Uint8Array) => Uint8Array

const join = (...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))

/** A place in any number of bytes. */
const share = FastCheck.double({ min: 0, max: 1, noNaN: true })

const range = FastCheck.tuple(share, share).map(
  ([a, b]) =>
    (length: number): readonly [number, number] => {
      const [from, to] = [Math.floor(Math.min(a, b) * length), Math.floor(Math.max(a, b) * length)]
      return [from, to]
    }
)

const drop = range.map((place): Mutation => (bytes) => {
  const [from, to] = place(bytes.length)
  return join(bytes.subarray(0, from), bytes.subarray(to))
})

const repeat = range.map((place): Mutation => (bytes) => {
  const [from, to] = place(bytes.length)
  return join(bytes.subarray(0, to), bytes.subarray(from))
})

const flip = FastCheck.tuple(share, FastCheck.integer({ min: 1, max: 255 })).map(
  ([place, mask]): Mutation =>
    (bytes) => {
      const changed = Uint8Array.from(bytes)
      const at = Math.floor(place * (bytes.length - 1))
      changed[at] = (changed[at] ?? 0) ^ mask
      return changed
    }
)

const damaged = FastCheck.record({
  stream: FastCheck.constantFrom(...streams),
  mutations: FastCheck.array(FastCheck.oneof(drop, repeat, flip, flip), { maxLength: 4 }),
  splits: FastCheck.array(share, { maxLength: 6 })
}).map(({ mutations, splits, stream: [route, text] }) => {
  const bytes = mutations.reduce<Uint8Array>(
    (rest, mutate) => mutate(rest),
    new TextEncoder().encode(text)
  )
  const places = splits.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b)
  const pieces = [0, ...places].map((from, index) =>
    bytes.slice(from, places[index] ?? bytes.length)
  )
  return { route, pieces }
})

it.scopedLive(
  "a damaged stream",
  () =>
    Effect.gen(function* () {
      let current: { readonly route: string; readonly pieces: ReadonlyArray<Uint8Array> } = {
        route: "",
        pieces: []
      }
      const server = yield* FakeServer.start({
        handle: ({ method, url }) => {
          if (method === "POST") {
            return Effect.succeed({ status: 200, body: JSON.stringify({ event_id: id }) })
          }
          return Effect.succeed(
            url.pathname.includes(current.route)
              ? {
                  status: 200,
                  headers: { "content-type": "text/event-stream; charset=utf-8" },
                  body: Stream.fromIterable(current.pieces)
                }
              : { status: 404, body: "" }
          )
        }
      })
      const model = yield* Sd35.make({ baseUrl: new URL(server.baseUrl), deadline: "4 seconds" })
      const runtime = yield* Effect.runtime()
      const outcome = model.stream({ prompt: "a fox", seed: 7 }).pipe(Stream.runLast, Effect.either)
      const seen = new Set<string>()

      yield* Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(damaged, async (given) => {
            current = given
            const result = await Runtime.runPromise(runtime)(outcome)
            if (result._tag === "Right") {
              assert.strictEqual(
                result.right._tag === "Some" && result.right.value._tag,
                "ImageResponse"
              )
            } else {
              assert.isTrue(Schema.is(ImageError)(result.left))
              assert.notStrictEqual(result.left._tag, "GenerationTimeout")
            }
            seen.add(result._tag === "Right" ? "ImageResponse" : result.left._tag)
          }),
          { numRuns: 300 }
        )
      )
      assert.includeMembers([...seen], ["ImageResponse", "ResponseError", "TransportError"])
      yield* idle({ server, model })
    }).pipe(Effect.provide(http)),
  60_000
)
