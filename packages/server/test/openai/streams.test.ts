/** The official SDK of OpenAI, unchanged: pictures that come as server-sent events. */
import { assert, describe, it } from "@effect/vitest"
import { Fault, FakeScript } from "@easel/testkit"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { APIError } from "openai"
import type { Event } from "./support/atelier.js"
import {
  answering,
  ask,
  base64Of,
  clientOf,
  collect,
  eventOf,
  eventually,
  mediaTypeOf,
  picture,
  run,
  submissions,
  type Running
} from "./support/gateway.js"

const open = ({ client }: Running, body: object = {}) =>
  ask(() =>
    client.images.generate({
      model: "atelier-1",
      prompt: "A cat",
      stream: true,
      ...body
    })
  )

const events = (gateway: Running, body: object = {}) => Effect.flatMap(open(gateway, body), collect)

const done = Effect.map(picture(99), (url): Event => ({ _tag: "Done", urls: [url], seed: 7 }))

const preview = (seed: number) =>
  Effect.map(picture(seed), (url): Event => ({ _tag: "Preview", url }))

const previews = Effect.all([1, 2, 3, 4].map(preview))

const accepted: Event = { _tag: "Accepted", id: "job-1" }

const progress = (fraction: number): Event => ({ _tag: "Progress", fraction })

describe("a stream", () => {
  it.scopedLive("gives previews, then the picture with everything that OpenAI's types have", () =>
    Effect.gen(function* () {
      const [first, second] = yield* Effect.all([preview(1), preview(2)])
      const last = yield* done
      const gateway = yield* run(answering(accepted, first, second, last))
      const [one, two, completed, ...others] = yield* events(gateway, { partial_images: 3 })
      assert.deepStrictEqual(others, [])
      assert.strictEqual(one?.type, "image_generation.partial_image")
      assert.deepStrictEqual(
        { ...one, created_at: 0 },
        {
          type: "image_generation.partial_image",
          partial_image_index: 0,
          created_at: 0,
          size: "512x512",
          quality: "auto",
          background: "auto",
          output_format: "png",
          b64_json: base64Of(first._tag === "Preview" ? first.url : "")
        }
      )
      assert.nestedPropertyVal(two, "partial_image_index", 1)
      const plain: unknown = JSON.parse(JSON.stringify(completed))
      assert.nestedPropertyVal(plain, "easel.receipt.jobId", "job-1")
      assert.deepNestedPropertyVal(plain, "easel.warnings", [])
      assert.deepStrictEqual<unknown>(Object.assign({}, plain, { created_at: 0, easel: 0 }), {
        type: "image_generation.completed",
        created_at: 0,
        size: "512x512",
        quality: "auto",
        background: "auto",
        output_format: "png",
        index: 0,
        usage: {
          input_tokens: 0,
          input_tokens_details: { image_tokens: 0, text_tokens: 0 },
          output_tokens: 0,
          total_tokens: 0
        },
        b64_json: base64Of(last._tag === "Done" ? (last.urls[0] ?? "") : ""),
        seed: 7,
        easel: 0
      })
    })
  )

  it.scopedLive("has one event for each picture", () =>
    Effect.gen(function* () {
      const urls = yield* Effect.all([picture(1), picture(2), picture(3)])
      const gateway = yield* run(answering({ _tag: "Done", urls, seed: 3 }))
      const all = yield* events(gateway, { n: 3 })
      assert.deepStrictEqual(
        all.map((event) => ["index" in event ? event.index : undefined, event.b64_json]),
        urls.map((url, index) => [index, base64Of(url)])
      )
    })
  )

  it.scopedLive("has addresses when they are asked for", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering(yield* done))
      const [only] = yield* events(gateway, { response_format: "url" })
      const plain: unknown = JSON.parse(JSON.stringify(only))
      assert.notProperty(plain, "b64_json")
      const address = Object.assign({ url: "" }, plain).url
      const fetched = yield* Effect.promise(async () => (await fetch(address)).arrayBuffer())
      assert.strictEqual(mediaTypeOf(Buffer.from(fetched).toString("base64")), "image/png")
    })
  )

  it.scopedLive("has no previews unless they are asked for", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering(yield* preview(1), yield* done))
      assert.deepStrictEqual(
        (yield* events(gateway)).map(({ type }) => type),
        ["image_generation.completed"]
      )
    })
  )

  it.scopedLive("has as many previews as asked: the first, when no progress is known", () =>
    Effect.gen(function* () {
      const all = yield* previews
      const gateway = yield* run(answering(...all, yield* done))
      const heard = yield* events(gateway, { partial_images: 2 })
      assert.deepStrictEqual(
        heard.slice(0, -1).map(({ b64_json }) => b64_json),
        all.slice(0, 2).map((event) => base64Of(event._tag === "Preview" ? event.url : ""))
      )
    })
  )

  it.scopedLive("fetches a preview that is an address, and leaves out what is no picture", () =>
    Effect.gen(function* () {
      const url = yield* picture(5)
      const script = FakeScript.make({
        "POST /draw": FakeScript.events(
          [
            { _tag: "Preview", url: "/previews/5" } as const,
            { _tag: "Preview", url: "data:image/png;base64,bm8gcGljdHVyZQ==" } as const,
            { _tag: "Preview", url: "/previews/none" } as const,
            yield* done
          ].map(eventOf)
        ),
        "GET /previews/5": FakeScript.bytes(Buffer.from(base64Of(url), "base64")),
        "GET /previews/none": FakeScript.text("gone", { status: 404 })
      })
      const heard = yield* events(yield* run(script), { partial_images: 3 })
      assert.deepStrictEqual(
        heard.map(({ type, b64_json }) => [type, b64_json === base64Of(url)]),
        [
          ["image_generation.partial_image", true],
          ["image_generation.completed", false]
        ]
      )
    })
  )

  it.scopedLive("tells of queue, progress and warnings when that is asked for", () =>
    Effect.gen(function* () {
      const gateway = yield* run(
        answering(
          { _tag: "Queued", position: 2, size: 3 },
          progress(0.5),
          { _tag: "Note", code: "Softened", message: "the edges were softened" },
          yield* done
        )
      )
      const heard = yield* events(gateway, { stream_events: true, lenient: true, steps: 99 })
      assert.deepStrictEqual(JSON.parse(JSON.stringify(heard.slice(0, -1))), [
        {
          type: "easel.warning",
          code: "Unsupported",
          message: "steps: 99 is outside 1 to 50; try 50; 50 is used"
        },
        { type: "easel.queued", position: 2, size: 3 },
        { type: "easel.progress", fraction: 0.5 },
        { type: "easel.warning", code: "Softened", message: "the edges were softened" }
      ])
      assert.strictEqual(heard.at(-1)?.type, "image_generation.completed")
    })
  )

  it.scopedLive("of an edit has the names of edits", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering(yield* preview(1), yield* done))
      const bytes = Buffer.from(base64Of(yield* picture()), "base64")
      const heard = yield* Effect.flatMap(
        ask(() =>
          gateway.client.images.edit({
            model: "atelier-1",
            prompt: "A hat",
            image: new File([bytes], "cat.png", { type: "image/png" }),
            stream: true,
            partial_images: 1
          })
        ),
        collect
      )
      assert.deepStrictEqual(
        heard.map(({ type }) => type),
        ["image_edit.partial_image", "image_edit.completed"]
      )
    })
  )

  it.scopedLive("of sketch has previews too", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering())
      const heard = yield* events(gateway, {
        model: "sketch:sketch",
        size: "64x64",
        partial_images: 2
      })
      assert.deepStrictEqual(
        heard.map(({ type, b64_json }) => [type, mediaTypeOf(b64_json)]),
        [
          ["image_generation.partial_image", "image/png"],
          ["image_generation.partial_image", "image/png"],
          ["image_generation.completed", "image/png"]
        ]
      )
    })
  )
})

describe("the answer of a stream", () => {
  it.scopedLive("begins at once, with a comment, when the service is silent", () =>
    Effect.gen(function* () {
      const never = FakeScript.pieces([{ data: "", after: "1 hour" }], {
        headers: { "content-type": "text/event-stream" }
      })
      const gateway = yield* run(FakeScript.make({ "POST /draw": never }))
      const response = yield* Effect.promise(() =>
        fetch(`${gateway.url}/v1/images/generations`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ model: "atelier-1", prompt: "A cat", stream: true })
        })
      )
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
      assert.strictEqual(response.headers.get("cache-control"), "no-cache, no-transform")
      assert.match(response.headers.get("x-request-id") ?? "", /^req_[0-9a-f]{32}$/)
      const reader = response.body?.getReader()
      const { value } = yield* Effect.promise(async () => reader?.read() ?? { value: undefined })
      assert.strictEqual(new TextDecoder().decode(value), ": easel\n\n")
      yield* Effect.promise(async () => reader?.cancel())
    })
  )

  it.scopedLive("is a status when the parameters are bad, and nothing is submitted", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering())
      const error = yield* Effect.flip(open(gateway, { seed: -1 }))
      assert.instanceOf(error, APIError)
      assert.deepInclude(error, { status: 400, param: "seed", code: "invalid_value" })
      assert.deepStrictEqual(submissions(gateway), [])
    })
  )

  it.scopedLive("is a status when the service refuses, so that the SDK waits and asks again", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const busy = FakeScript.json(
        { error: "busy" },
        { status: 429, headers: { "retry-after": "0" } }
      )
      const gateway = yield* run(
        FakeScript.make({
          "POST /draw": [busy, FakeScript.events([eventOf({ _tag: "Done", urls: [url], seed: 1 })])]
        })
      )
      const heard = yield* events(gateway)
      assert.strictEqual(heard.at(-1)?.type, "image_generation.completed")
      assert.strictEqual(submissions(gateway).length, 2)
    })
  )

  it.scopedLive("is an error of the SDK when the service is cut off in the middle", () =>
    Effect.gen(function* () {
      const first = yield* preview(1)
      const script = FakeScript.make({
        "POST /draw": FakeScript.events([accepted, first].map(eventOf), {
          faults: [Fault.cut({}, 100_000)]
        }),
        "DELETE /jobs/:id": FakeScript.json({})
      })
      const gateway = yield* run(script)
      const seen: Array<string> = []
      const error = yield* Effect.flip(
        Effect.flatMap(open(gateway, { partial_images: 1 }), (stream) =>
          ask(async () => {
            for await (const event of stream) seen.push(event.type)
          })
        )
      )
      assert.deepStrictEqual(seen, ["image_generation.partial_image"])
      assert.instanceOf(error, APIError)
      assert.deepInclude(error, { status: undefined, code: "upstream_disconnected" })
      assert.nestedPropertyVal(error, "error.job_id", "job-1")
      assert.strictEqual(submissions(gateway).length, 1)
    })
  )

  it.scopedLive("is an error of the SDK when the plugin breaks, without its secrets", () =>
    Effect.gen(function* () {
      const gateway = yield* run(answering(accepted, yield* preview(1), "a defect"))
      const error = yield* Effect.flip(events(gateway, { partial_images: 1 }))
      assert.instanceOf(error, APIError)
      assert.deepInclude(error, { code: "provider_defect", type: "server_error" })
    })
  )
})

describe("leaving a stream", () => {
  const endless = (first: Event) =>
    FakeScript.make({
      "POST /draw": FakeScript.pieces(
        [
          `data: ${JSON.stringify(accepted)}\n\n`,
          `data: ${JSON.stringify(first)}\n\n`,
          { data: "", after: "1 hour" }
        ],
        { headers: { "content-type": "text/event-stream" } }
      ),
      "DELETE /jobs/:id": FakeScript.json({})
    })

  const isCancelled = ({ service }: Running) =>
    service.requests.some(({ abandoned, method }) => method === "POST" && abandoned) &&
    service.requests.some(
      ({ method, url }) => method === "DELETE" && url.pathname === "/jobs/job-1"
    )

  it.scopedLive("by break closes the sockets and cancels the job", () =>
    Effect.gen(function* () {
      const gateway = yield* run(endless(yield* preview(1)))
      const stream = yield* open(gateway, { partial_images: 1 })
      yield* ask(async () => {
        for await (const event of stream) if (event.type.endsWith("partial_image")) break
      })
      yield* eventually("cancelled", () => isCancelled(gateway))
      yield* script(gateway)
    })
  )

  it.scopedLive("before the first event cancels the job too", () =>
    Effect.gen(function* () {
      const gateway = yield* run(endless(yield* preview(1)))
      const abort = new AbortController()
      const fiber = yield* Effect.fork(
        ask(() =>
          clientOf(gateway.url).images.generate(
            { model: "atelier-1", prompt: "A cat" },
            { signal: abort.signal }
          )
        )
      )
      yield* eventually("submitted", () => submissions(gateway).length === 1)
      abort.abort()
      yield* Fiber.await(fiber)
      yield* eventually("cancelled", () => isCancelled(gateway))
    })
  )
})

/** One submission, never a second one. */
const script = (gateway: Running) =>
  Effect.sync(() => assert.strictEqual(submissions(gateway).length, 1))

describe("a slow reader", () => {
  /** Far more than all sockets on the way can hold. */
  const pieces = 60

  it.scopedLive("makes the service wait", () =>
    Effect.gen(function* () {
      const large = `data:image/png;base64,${base64Of(yield* picture())}${"A".repeat(4 * 1024 * 1024)}`
      const told = { count: 0 }
      const finished = yield* Deferred.make<void>()
      const line = `data: ${JSON.stringify({ _tag: "Preview", url: large })}\n\n`
      const gateway = yield* run({
        handle: () =>
          Effect.succeed({
            status: 200,
            headers: { "content-type": "text/event-stream" },
            body: Stream.range(1, pieces, 1).pipe(
              Stream.map(() => {
                told.count++
                return line
              }),
              Stream.ensuring(Deferred.succeed(finished, undefined))
            )
          })
      })
      const stream = yield* open(gateway, { partial_images: 100 })
      const iterator = stream[Symbol.asyncIterator]()
      yield* Effect.addFinalizer(() => Effect.promise(async () => iterator.return?.()))
      yield* ask(() => iterator.next())
      // Until what the sockets hold is full.
      let before = 0
      while (before < told.count) {
        before = told.count
        yield* Effect.sleep("400 millis")
      }
      assert.isBelow(told.count, pieces)
      yield* ask(async () => iterator.return?.())
      yield* Deferred.await(finished)
    })
  )
})
