import { NodeHttp } from "@easel/node"
import { FakeServer, Fault, TestPicture } from "@easel/testkit"
import { assert, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import * as standIn from "../src/fake/index.js"
import { make } from "../src/index.js"

/** A stand-in that listens, and a model that talks to it. */
const setup = (fault?: string) =>
  Effect.gen(function* () {
    const latency = Duration.zero
    const service = yield* standIn.make({ draw: TestPicture.draw, latency, fault })
    const server = yield* FakeServer.start(service)
    const model = yield* make({ baseUrl: new URL(server.baseUrl) })
    return { server, model }
  })

it.scopedLive("sends what it was asked", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup()
    const { receipt } = yield* model.generate({
      prompt: "a lamp",
      width: 1536,
      height: 1024,
      seed: 7,
      providerOptions: { magiclantern: { glow: 0.8 } }
    })
    const sent: unknown = JSON.parse(server.requests[0]?.text ?? "")
    const expected = { prompt: "a lamp", width: 1536, height: 1024, seed: 7, glow: 0.8 }
    assert.deepStrictEqual(sent, expected)
    assert.strictEqual(receipt.seed, 7)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("makes no second picture when the connection breaks", () =>
  Effect.gen(function* () {
    const { model, server } = yield* setup()
    server.addFault(Fault.hangUp({ method: "POST" }))
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.strictEqual(error._tag, "TransportError")
    assert.strictEqual(server.requests.length, 1)
  }).pipe(Effect.provide(NodeHttp.layer))
)

it.scopedLive("tells why a prompt was refused", () =>
  Effect.gen(function* () {
    const { model } = yield* setup("moderated")
    const error = yield* Effect.flip(model.generate({ prompt: "a lamp" }))
    assert.include(error, { _tag: "ResponseError", reason: "Moderated" })
  }).pipe(Effect.provide(NodeHttp.layer))
)
