import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fault from "@easel/testkit/Fault"
import { json, onEachClient, open, reply, serve, submit } from "./support/TestService.js"
import { pngBytes } from "./support/TestModel.js"

const png = reply(pngBytes, "image/png")
const once = { ...submit, repeat: "WhenRefused" } as const

onEachClient("ServiceClient.bytes", (it) => {
  it.scoped("reads the bytes of an answer, whatever they are", () =>
    Effect.gen(function* () {
      const fake = yield* serve((_, count) => (count === 0 ? png : json({ error: "none" })))
      const client = yield* open(fake)
      assert.deepStrictEqual(Array.from(yield* client.bytes(once)), Array.from(pngBytes))
      const text = new TextDecoder().decode(yield* client.bytes(once))
      assert.strictEqual(text, '{"error":"none"}')
      assert.strictEqual(fake.requests[0]?.headers.accept, "*/*")
    })
  )

  it.scoped("asks for the type that the request names", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const client = yield* open(fake)
      yield* client.bytes({ ...once, headers: { accept: "image/png" } })
      assert.strictEqual(fake.requests[0]?.headers.accept, "image/png")
    })
  )

  it.scoped("takes a web page for an error, in which a job may hide", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => reply("<html><title>Gateway</title>", "text/html"))
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.bytes(once))
      assert.include(error, { _tag: "ResponseError", reason: "Server", retryable: false })
      assert.lengthOf(fake.requests, 1)
    })
  )

  it.scoped("explains an answer that is an error, and repeats what was refused", () =>
    Effect.gen(function* () {
      const fake = yield* serve((_, count) => (count < 2 ? json({ error: "busy" }, 503) : png))
      const client = yield* open(fake)
      assert.lengthOf(yield* client.bytes(once), pngBytes.length)
      assert.lengthOf(fake.requests, 3)
    })
  )

  it.scoped("ends with a connection that breaks, and sends nothing again", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png, { faults: [Fault.cut({}, 20)] })
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.bytes(once))
      assert.include(error, { _tag: "TransportError", reason: "Cut" })
      assert.lengthOf(fake.requests, 1)
    })
  )

  it.scoped("takes no more bytes than a picture may have", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const client = yield* open(fake, { maximumPictureBytes: pngBytes.length - 1 })
      const error = yield* Effect.flip(client.bytes(once))
      assert.strictEqual(error._tag, "ResponseParseError")
      assert.include(error.message, `at most ${pngBytes.length - 1} bytes`)
    })
  )
})
