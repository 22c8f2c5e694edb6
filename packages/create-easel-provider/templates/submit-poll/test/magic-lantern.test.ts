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
    const model = yield* make({ baseUrl: new URL(server.baseUrl), pollInterval: "10 millis" })
    const count = (method: string) =>
      server.requests.filter((request) => request.method === method).length
    return { server, model, count }
  })

it.scopedLive("sends what it was asked", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup()
    const { receipt } = yield* model.generate({
      prompt: "a lamp",
      width: 512,
      height: 256,
      seed: 7,
      providerOptions: { magiclantern: { glow: 0.8 } }
    })
    const sent: unknown = JSON.parse(server.requests[0]?.text ?? "")
    const expected = { prompt: "a lamp", width: 512, height: 256, seed: 7, glow: 0.8 }
    assert.deepStrictEqual(sent, expected)
    assert.include(receipt, { seed: 7, jobId: "job-1" })
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("submits once when the connection breaks, since the job may exist", () =>
  Effect.gen(function* () {
    const { count, model, server } = yield* setup()
    server.addFault(Fault.hangUp({ method: "POST" }))
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.strictEqual(error._tag, "TransportError")
    assert.strictEqual(count("POST"), 1)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("stops the job when nobody waits for it", () =>
  Effect.gen(function* () {
    const { count, model } = yield* setup({ latency: 60_000 })
    const queued = yield* Effect.makeLatch()
    const fiber = yield* Effect.fork(model.generate({ prompt: "a lamp" }, () => queued.open))
    yield* queued.await
    yield* Fiber.interrupt(fiber)
    assert.strictEqual(count("DELETE"), 1)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("tells why a job failed", () =>
  Effect.gen(function* () {
    const { model } = yield* setup({ fault: "job-failed" })
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.include(error, { _tag: "ResponseError", message: "the lamp broke", jobId: "job-1" })
  }).pipe(Effect.provide(NodeHttp.layer))
)
