import { assert, describe, it } from "@effect/vitest"
import * as Admission from "@easel/server/Admission"
import { type Service as Caller, anyone } from "@easel/server/Caller"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"

const open = (options: Admission.Options) =>
  Effect.map(Layer.build(Admission.layer(options)), Context.get(Admission.Admission))

const alice: Caller = { id: "alice" }
const bob: Caller = { id: "bob" }

const untold = () => Effect.void

/** Something that runs until it is let go, or interrupted. */
const job = (admission: Admission.Service, caller: Caller = anyone) =>
  Effect.gen(function* () {
    const done = yield* Deferred.make<string>()
    const told: Array<readonly [position: number, size: number]> = []
    let state: "waiting" | "running" | "done" | "interrupted" = "waiting"
    const work = Effect.suspend(() => {
      state = "running"
      return Deferred.await(done)
    }).pipe(
      Effect.tap(() => Effect.sync(() => (state = "done"))),
      Effect.onInterrupt(() => Effect.sync(() => (state = "interrupted")))
    )
    const tell = (position: number, size: number) =>
      Effect.sync(() => void told.push([position, size]))
    const fiber = yield* Effect.fork(admission.run(caller, work, tell))
    yield* Effect.yieldNow().pipe(Effect.repeatN(20))
    return {
      told,
      state: () => state,
      finish: Effect.zipRight(Deferred.succeed(done, "picture"), Fiber.join(fiber)),
      failure: Effect.flip(Fiber.join(fiber)),
      interrupt: Fiber.interrupt(fiber)
    }
  })

const settle = Effect.repeatN(Effect.yieldNow(), 50)

const refusal = (admission: Admission.Service, caller: Caller = anyone) =>
  Effect.flip(admission.run(caller, Effect.void, untold))

describe("Admission", () => {
  it.scoped("lets so many run; the others wait in line and know where they stand", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1 })
      const first = yield* job(admission)
      const second = yield* job(admission)
      const third = yield* job(admission)
      assert.deepStrictEqual(
        [first, second, third].map(({ state }) => state()),
        ["running", "waiting", "waiting"]
      )
      assert.deepStrictEqual(yield* admission.load, { running: 1, waiting: 2 })
      assert.strictEqual(yield* first.finish, "picture")
      yield* settle
      assert.strictEqual(second.state(), "running")
      assert.deepStrictEqual(third.told, [
        [1, 2],
        [0, 1]
      ])
      yield* second.finish
      yield* third.finish
      assert.deepStrictEqual(yield* admission.load, { running: 0, waiting: 0 })
    })
  )

  it.scoped("refuses who comes when the line is full, and takes the next when there is room", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1, queue: 1 })
      const running = yield* job(admission)
      const waiting = yield* job(admission)
      const refused = yield* refusal(admission)
      assert.strictEqual(refused._tag, "TooManyRequests")
      assert.propertyVal(refused, "limit", "Queue")
      yield* waiting.interrupt
      assert.strictEqual((yield* job(admission)).state(), "waiting")
      yield* running.finish
    })
  )

  it.scoped("without a line refuses whoever would have to wait", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1, queue: 0 })
      yield* job(admission)
      assert.propertyVal(yield* refusal(admission), "limit", "Queue")
    })
  )

  it.scoped("says when to come again by how long generations took", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 2, queue: 0 })
      const hopes: Array<number> = []
      for (const seconds of [8, 0.1, 1000]) {
        const jobs = [yield* job(admission), yield* job(admission)]
        const refused = yield* refusal(admission)
        if (refused._tag === "TooManyRequests") {
          hopes.push(Duration.toSeconds(refused.retryAfter))
        }
        yield* TestClock.adjust(Duration.seconds(seconds))
        yield* Effect.forEach(jobs, ({ finish }) => finish)
      }
      yield* job(admission)
      yield* job(admission)
      const last = yield* refusal(admission)
      if (last._tag === "TooManyRequests") hopes.push(Duration.toSeconds(last.retryAfter))
      assert.deepStrictEqual(hopes, [5, 4, 2.578, 60])
    })
  )

  it.scoped("gives no caller more than its own limit, running and waiting", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1, concurrencyPerKey: 2 })
      const first = yield* job(admission, alice)
      yield* job(admission, alice)
      assert.propertyVal(yield* refusal(admission, alice), "limit", "Concurrency")
      assert.strictEqual((yield* job(admission, bob)).state(), "waiting")
      yield* first.finish
      yield* settle
      assert.strictEqual((yield* job(admission, alice)).state(), "waiting")
    })
  )

  it.scoped("keeps half of the line free for callers other than the one who fills it", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1, queue: 4 })
      yield* job(admission, alice)
      yield* job(admission, alice)
      yield* job(admission, alice)
      assert.propertyVal(yield* refusal(admission, alice), "limit", "Queue")
      assert.strictEqual((yield* job(admission, bob)).state(), "waiting")
    })
  )

  it.scoped("gives the place of who leaves to the next, from the line and from work", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1, concurrencyPerKey: 3 })
      const first = yield* job(admission, alice)
      const second = yield* job(admission, alice)
      const third = yield* job(admission, alice)
      yield* second.interrupt
      yield* first.interrupt
      yield* settle
      assert.deepStrictEqual(
        [first, second, third].map(({ state }) => state()),
        ["interrupted", "waiting", "running"]
      )
      assert.deepStrictEqual(yield* admission.load, { running: 1, waiting: 0 })
      yield* third.finish
      yield* admission.drain
    })
  )

  it.scoped("leaves nobody behind, whenever they are interrupted", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 2, queue: 60, concurrencyPerKey: 20 })
      for (let turns = 0; turns < 25; turns++) {
        const fibers = yield* Effect.replicateEffect(
          Effect.fork(admission.run(alice, Effect.yieldNow(), untold)),
          6
        )
        yield* Effect.repeatN(Effect.yieldNow(), turns)
        yield* Fiber.interruptAll(fibers)
        assert.deepStrictEqual(yield* admission.load, { running: 0, waiting: 0 })
      }
      const all = Array.from({ length: 20 }, () => job(admission, alice))
      yield* Effect.all(all)
      assert.propertyVal(yield* refusal(admission, alice), "limit", "Concurrency")
    })
  )

  it.scoped("that is closed lets nobody in, sends away who waits, and lets the rest finish", () =>
    Effect.gen(function* () {
      const admission = yield* open({ concurrency: 1 })
      const running = yield* job(admission)
      const waiting = yield* job(admission)
      assert.isTrue(yield* admission.isOpen)
      const drained = yield* Effect.fork(admission.drain)
      yield* admission.close
      assert.isFalse(yield* admission.isOpen)
      const sentAway = yield* waiting.failure
      assert.strictEqual(sentAway._tag, "ShuttingDown")
      assert.notPropertyVal(sentAway, "cancelled", true)
      assert.strictEqual((yield* refusal(admission))._tag, "ShuttingDown")
      assert.strictEqual(running.state(), "running")
      assert.isNull(drained.unsafePoll())
      assert.strictEqual(yield* running.finish, "picture")
      yield* Fiber.join(drained)
      assert.deepStrictEqual(yield* admission.load, { running: 0, waiting: 0 })
    })
  )

  it.scoped("whose scope closes ends what runs, and what waits", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const admission = yield* Scope.extend(open({ concurrency: 1 }), scope)
      const running = yield* job(admission)
      const waiting = yield* job(admission)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(running.state(), "interrupted")
      assert.propertyVal(yield* running.failure, "cancelled", true)
      assert.strictEqual((yield* waiting.failure)._tag, "ShuttingDown")
      assert.strictEqual((yield* refusal(admission))._tag, "ShuttingDown")
    })
  )

  it.scoped("that is cancelled interrupts what runs, which hears why", () =>
    Effect.gen(function* () {
      const admission = yield* open({})
      const running = yield* job(admission)
      yield* admission.close
      yield* admission.cancel
      const failure = yield* running.failure
      assert.strictEqual(failure._tag, "ShuttingDown")
      assert.propertyVal(failure, "cancelled", true)
      assert.strictEqual(running.state(), "interrupted")
      yield* admission.drain
    })
  )
})
