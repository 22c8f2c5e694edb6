import { text } from "node:stream/consumers"
import { PassThrough } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { EventBody } from "../../src/openai/EventBody.js"
import * as Heartbeat from "../../src/openai/Heartbeat.js"

const opening = ": easel\n\n"
const beat = ": still here\n\n"

const event = (content: string) => Buffer.from(`data: ${content}\n\n`)

/** What the event loop has to do meanwhile. */
const breathe = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

describe("a body of events", () => {
  it.live("begins with a comment, and has what was written in order", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      const read = yield* Effect.fork(Effect.promise(() => text(body)))
      yield* body.write(event("a"))
      yield* body.write(event("b"))
      body.end()
      assert.strictEqual(yield* Fiber.join(read), `${opening}data: a\n\ndata: b\n\n`)
    })
  )

  it.live("holds one write, until it has been taken", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      const target = new PassThrough({ highWaterMark: 1 })
      body.pipe(target)
      const written: Array<string> = []
      const fiber = yield* Effect.fork(
        Effect.forEach(["a", "b", "c"], (content) =>
          Effect.zipRight(
            body.write(event(content)),
            Effect.sync(() => written.push(content))
          )
        )
      )
      for (let turn = 0; turn < 10; turn++) yield* breathe
      assert.isBelow(written.length, 3)
      assert.isAtMost(body.readableLength, event("a").length)
      const read = text(target)
      yield* Fiber.join(fiber)
      body.end()
      const content = ["a", "b", "c"].map((name) => `data: ${name}\n\n`).join("")
      assert.strictEqual(yield* Effect.promise(() => read), opening + content)
    })
  )

  it.live("tells when its reader leaves; then a write is lost and waits for nobody", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      let closed = 0
      body.closing(() => closed++)
      const waiting = yield* Effect.fork(body.write(event("a")))
      yield* breathe
      body.destroy()
      yield* Fiber.join(waiting)
      yield* body.write(event("b"))
      body.beat()
      body.end()
      assert.strictEqual(closed, 1)
      body.closing(() => closed++)
      assert.strictEqual(closed, 2)
    })
  )

  it.live("may be interrupted while it waits", () =>
    Effect.gen(function* () {
      const body = new EventBody()
      const waiting = yield* Effect.fork(body.write(event("a")))
      yield* breathe
      yield* Fiber.interrupt(waiting)
      const read = yield* Effect.fork(Effect.promise(() => text(body)))
      yield* body.write(event("b"))
      body.end()
      assert.strictEqual(yield* Fiber.join(read), `${opening}data: a\n\ndata: b\n\n`)
    })
  )
})

describe("heartbeats", () => {
  it.scoped("come every 15 seconds, and not after the end", () =>
    Effect.gen(function* () {
      const heartbeat = yield* Heartbeat.make
      const body = new EventBody()
      heartbeat.add(body)
      const read = text(body)
      yield* breathe
      for (let times = 0; times < 2; times++) {
        yield* TestClock.adjust("14 seconds")
        yield* breathe
        yield* TestClock.adjust("1 second")
        yield* breathe
      }
      heartbeat.remove(body)
      yield* TestClock.adjust("1 minute")
      body.end()
      heartbeat.add(body)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* Effect.promise(() => read), opening + beat + beat)
    })
  )

  it.scoped("give up a body that nobody reads", () =>
    Effect.gen(function* () {
      const heartbeat = yield* Heartbeat.make
      const body = new EventBody()
      heartbeat.add(body)
      yield* TestClock.adjust("15 seconds")
      assert.isFalse(body.destroyed)
      yield* TestClock.adjust("15 seconds")
      assert.isTrue(body.destroyed)
    })
  )
})
