/** A client whose connection breaks, at every point of a generation. */
import { assert, describe } from "@effect/vitest"
import { ImageError, isRetryable } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import { NodeHttp } from "@easel/node"
import * as GatewayClient from "@easel/server/GatewayClient"
import { FakeScript, FakeServer } from "@easel/testkit"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as CuttingProxy from "./CuttingProxy.js"
import { eventually, picture, start, test } from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const isImageError = Schema.is(ImageError)

const connect = (url: URL, options: Partial<GatewayClient.Options> = {}) =>
  GatewayClient.make({ url, backoff: "2 millis", ...options })

const behindProxy = Effect.gen(function* () {
  const stage = yield* StagedProvider.make
  const gateway = yield* start({ plugins: [stage.plugin] })
  const proxy = yield* CuttingProxy.start(gateway.url)
  return { ...gateway, stage, proxy, client: yield* connect(proxy.url) }
})

const fractions = [0.1, 0.2, 0.3, 0.4, 0.5]

const play = ({ emit, finish }: StagedProvider.Stage) =>
  Effect.gen(function* () {
    yield* emit(ProviderEvent.queued({ position: 1, size: 2 }))
    for (const fraction of fractions) yield* emit(ProviderEvent.progress({ fraction }))
    yield* finish([yield* picture(1)])
  })

const expected = ["Queued", ...fractions, "ImageResponse"]

const brief = (event: ImageEvent): string | number | undefined =>
  event._tag === "Progress" ? event.fraction : event._tag

describe("a connection that breaks", () => {
  for (const [name, http] of Object.entries({
    fetch: FetchHttpClient.layer,
    undici: NodeHttp.layer
  })) {
    test(
      `after any number of bytes loses and repeats no event, over ${name}`,
      () =>
        Effect.gen(function* () {
          const { client, proxy, stage } = yield* behindProxy
          // An answer's head is about 300 bytes, an event of progress about 70.
          for (let bytes = 350; bytes < 1300; bytes += 90) {
            proxy.cutAfter(bytes, 400, 430, 500)
            yield* play(stage)
            const events = yield* Stream.runCollect(client.stream({ prompt: "a fox" }))
            assert.deepStrictEqual(Array.from(events, brief), expected, `cut after ${bytes} bytes`)
          }
          assert.isAbove(proxy.cuts(), 15)
          assert.isEmpty(stage.cancelled)
        }).pipe(Effect.provide(http)),
      60_000
    )
  }

  test("between two events is made good, whenever it breaks", () =>
    Effect.gen(function* () {
      const { client, proxy, stage } = yield* behindProxy
      const heard: Array<unknown> = []
      const fiber = yield* client.stream({ prompt: "a fox" }).pipe(
        Stream.runForEach((event) =>
          Effect.sync(() => {
            heard.push(brief(event))
          })
        ),
        Effect.fork
      )
      yield* eventually(() => stage.submitted.length === 1)
      for (const [index, fraction] of fractions.entries()) {
        yield* stage.emit(ProviderEvent.progress({ fraction }))
        yield* eventually(() => heard.length === index + 1)
        yield* proxy.cut
      }
      yield* stage.finish([yield* picture(1)])
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(heard, [...fractions, "ImageResponse"])
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("is given up when it breaks again and again, and the generation cancelled", () =>
    Effect.gen(function* () {
      const { proxy, stage } = yield* behindProxy
      const client = yield* connect(proxy.url, { retries: 2 })
      proxy.cutAfter(480, 100, 100, 100)
      const error = yield* Effect.flip(client.generate({ prompt: "a fox" }))
      assert.containSubset(error, { _tag: "TransportError", phase: "Wait" })
      assert.match(String(error._tag === "TransportError" && error.jobId), /^gen_/)
      assert.deepStrictEqual(stage.cancelled, ["job of a fox"])
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("before the answer is not made good, since nobody knows what became of the request", () =>
    Effect.gen(function* () {
      const { client, proxy } = yield* behindProxy
      proxy.cutAfter(50)
      const error = yield* Effect.flip(client.generate({ prompt: "a fox" }))
      assert.containSubset(error, { _tag: "TransportError", phase: "Submit", reason: "Cut" })
      assert.strictEqual(proxy.connections(), 1)
    }).pipe(Effect.provide(NodeHttp.layer)))
})

const created = {
  id: "0",
  event: "GenerationCreated",
  data: {
    _tag: "GenerationCreated",
    id: "gen_1",
    createdAt: "2026-01-31T12:00:00.000Z",
    provider: "p",
    model: "m"
  }
}

const headers = { location: "/api/generations/gen_1" }

const against = (routes: FakeScript.Routes, options: Partial<GatewayClient.Options> = {}) =>
  Effect.gen(function* () {
    const script = FakeScript.make(routes)
    const server = yield* FakeServer.start(script)
    const client = yield* connect(new URL(server.baseUrl), options)
    const error = yield* Effect.flip(client.generate({ prompt: "a fox" }))
    return { error, server, script }
  })

describe("a gateway that", () => {
  test("forgot the generation ends the stream", () =>
    Effect.gen(function* () {
      const { error, script } = yield* against({
        "POST /api/generations": FakeScript.events([created], { headers }),
        "GET /api/generations/gen_1/events": FakeScript.json(
          { _tag: "GenerationNotFound", id: "gen_1", message: "no" },
          { status: 404 }
        ),
        "DELETE /api/generations/gen_1": FakeScript.json({}, { status: 404 })
      })
      assert.strictEqual(error._tag, "GenerationNotFound")
      yield* script.verify
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("answers resuming with a page of another machine is asked again", () =>
    Effect.gen(function* () {
      const failed = { _tag: "GenerationFailed", error: { _tag: "ShuttingDown", message: "down" } }
      const { error, server, script } = yield* against({
        "POST /api/generations": FakeScript.events([created], { headers }),
        "GET /api/generations/gen_1/events": [
          FakeScript.text("<html>bad gateway</html>", { status: 502 }),
          FakeScript.events(["data: {}\n\n", "event: NewKind\nid: 1\ndata: {}\n\n", created]),
          FakeScript.events([{ id: "2", event: "GenerationFailed", data: failed }])
        ]
      })
      assert.strictEqual(error._tag, "ShuttingDown")
      assert.deepStrictEqual(
        server.requests.map(({ headers }) => headers["last-event-id"]),
        [undefined, "0", "0", "0"]
      )
      yield* script.verify
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("can't be asked again is given up, and no second generation begun", () =>
    Effect.gen(function* () {
      const gone = {
        "DELETE /api/generations/gen_1": FakeScript.json({})
      }
      for (const [status, body, reason] of [
        [503, "<html>busy</html>", "Overloaded"],
        [429, "<html>slow down</html>", "RateLimited"],
        [
          429,
          JSON.stringify({ _tag: "TooManyRequests", limit: "Rate", retryAfter: 1 }),
          "RateLimited"
        ]
      ] as const) {
        const { error, script } = yield* against(
          {
            "POST /api/generations": FakeScript.events([], { headers }),
            "GET /api/generations/gen_1/events": FakeScript.text(body, { status }),
            ...gone
          },
          { retries: 1 }
        )
        assert.containSubset(error, { _tag: "ResponseError", reason, jobId: "gen_1" })
        assert.isTrue(isImageError(error) && !isRetryable(error))
        yield* script.verify
      }
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("names the generation in its first event alone is resumed by that", () =>
    Effect.gen(function* () {
      const { error, server, script } = yield* against({
        "POST /api/generations": FakeScript.events([created]),
        "GET /api/generations/gen_1/events": FakeScript.events([
          { id: "1", event: "GenerationCancelled", data: { _tag: "GenerationCancelled" } }
        ])
      })
      assert.strictEqual(error._tag, "CancelledElsewhere")
      assert.lengthOf(server.requests, 2)
      yield* script.verify
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("names the generation nowhere is not asked a second time", () =>
    Effect.gen(function* () {
      const { error, server } = yield* against({
        "POST /api/generations": FakeScript.events([
          { id: "1", event: "Progress", data: { _tag: "Progress", fraction: 0.5 } }
        ])
      })
      assert.containSubset(error, { _tag: "TransportError", reason: "EndedEarly" })
      assert.isTrue(isImageError(error) && !isRetryable(error))
      assert.lengthOf(server.requests, 1)
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("sends what is no event is not understood, and told to stop", () =>
    Effect.gen(function* () {
      const { error, script } = yield* against({
        "POST /api/generations": FakeScript.events(
          [created, { id: "1", event: "Progress", data: { _tag: "Progress", fraction: 7 } }],
          { headers }
        ),
        "DELETE /api/generations/gen_1": FakeScript.json({})
      })
      assert.containSubset(error, { _tag: "ResponseParseError", expected: "an event Progress" })
      yield* script.verify
    }).pipe(Effect.provide(NodeHttp.layer)))

  test("is none is not understood", () =>
    Effect.gen(function* () {
      const { error } = yield* against({ "POST /api/generations": FakeScript.text("hello") })
      assert.containSubset(error, { _tag: "ResponseParseError", expected: "an event stream" })
      const { error: refused } = yield* against({
        "POST /api/generations": FakeScript.text("Bad Gateway", { status: 502 })
      })
      assert.containSubset(refused, { _tag: "ResponseError", reason: "Server", retryable: false })
    }).pipe(Effect.provide(NodeHttp.layer)))
})
