import { NodeHttp } from "@easel/node"
import { FakeServer, Fault, TestPicture } from "@easel/testkit"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import * as standIn from "../src/fake/index.js"
import { make } from "../src/index.js"

/** A stand-in that listens, and a model that talks to it. */
const setup = ({ fault, latency = 100 }: { fault?: string; latency?: number } = {}) =>
  Effect.gen(function* () {
    const service = yield* standIn.make({
      draw: TestPicture.draw,
      latency: Duration.millis(latency),
      fault
    })
    const server = yield* FakeServer.start(service)
    const model = yield* make({ baseUrl: new URL(server.baseUrl) })
    return { server, model }
  })

it.scopedLive("sends what it was asked, and tells what it hears", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup()
    const heard: Array<string> = []
    const { receipt } = yield* model.generate(
      {
        prompt: "a lamp",
        width: 512,
        height: 256,
        seed: 7,
        providerOptions: { magiclantern: { glow: 0.8 } }
      },
      (event) => Effect.sync(() => heard.push(event._tag))
    )
    const sent: unknown = JSON.parse(server.requests[0]?.text ?? "")
    const expected = { prompt: "a lamp", width: 512, height: 256, seed: 7, glow: 0.8 }
    assert.deepStrictEqual(sent, expected)
    assert.deepStrictEqual([...new Set(heard)], ["Queued", "Progress", "ImagePreview"])
    assert.include(receipt, { seed: 7, jobId: "job-1" })
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("makes no second picture when the events break off", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup()
    server.addFault(Fault.cut({ method: "POST" }, 200))
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.strictEqual(error._tag, "TransportError")
    assert.strictEqual(server.requests.length, 1)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("leaves the service when nobody waits for the picture", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup({ latency: 60_000 })
    const queued = yield* Effect.makeLatch()
    const fiber = yield* Effect.fork(model.generate({ prompt: "a lamp" }, () => queued.open))
    yield* queued.await
    yield* Fiber.interrupt(fiber)
    yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => server.openReplies() === 0 })
    assert.isTrue(server.requests[0]?.abandoned)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("tells why a job failed", () =>
  Effect.gen(function* () {
    const { model } = yield* setup({ fault: "job-failed" })
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.include(error, { _tag: "ResponseError", message: "the lamp broke", jobId: "job-1" })
  }).pipe(Effect.provide(NodeHttp.layer))
)
