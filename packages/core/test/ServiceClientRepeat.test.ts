import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Repeat } from "@easel/core/ServiceClient"
import * as Fault from "@easel/testkit/Fault"
import {
  Job,
  closedPort,
  eventually,
  get,
  json,
  onEachClient,
  open,
  reply,
  serve,
  submit
} from "./support/TestService.js"

const good = json({ job: { id: "7" } })

/** How many of three possible attempts were made. */
const attempts = (fault: Fault.Fault, repeat: Repeat) =>
  Effect.gen(function* () {
    const fake = yield* serve(() => good, { faults: [fault] })
    const client = yield* open(fake)
    yield* Effect.ignore(client.json({ ...submit, repeat }, Job))
    return fake.requests.length
  })

onEachClient("the repetition of a call", (it) => {
  const status = (code: number) => Fault.status({}, code)
  const table: ReadonlyArray<readonly [string, Fault.Fault, Record<Repeat, number>]> = [
    ["400", status(400), { Always: 1, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["401", status(401), { Always: 1, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["402", status(402), { Always: 1, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["404", status(404), { Always: 1, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["429", status(429), { Always: 3, UntilAccepted: 3, WhenRefused: 3, Never: 1 }],
    ["500", status(500), { Always: 3, UntilAccepted: 3, WhenRefused: 1, Never: 1 }],
    ["503", status(503), { Always: 3, UntilAccepted: 3, WhenRefused: 3, Never: 1 }],
    ["504", status(504), { Always: 3, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["524", status(524), { Always: 3, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["a cut answer", Fault.cut({}, 5), { Always: 3, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    ["no answer", Fault.hangUp({}), { Always: 3, UntilAccepted: 1, WhenRefused: 1, Never: 1 }],
    [
      "half an answer",
      Fault.truncate({}, 5),
      { Always: 1, UntilAccepted: 1, WhenRefused: 1, Never: 1 }
    ]
  ]

  for (const [title, fault, expected] of table) {
    it.scoped(`after ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(
          {
            Always: yield* attempts(fault, "Always"),
            UntilAccepted: yield* attempts(fault, "UntilAccepted"),
            WhenRefused: yield* attempts(fault, "WhenRefused"),
            Never: yield* attempts(fault, "Never")
          },
          expected
        )
      })
    )
  }

  it.scoped("is not made where the service says so", () =>
    Effect.gen(function* () {
      for (const code of [429, 500, 503]) {
        const fake = yield* serve(() => json({}, code, { "x-should-retry": "false" }))
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json(submit, Job))
        assert.deepInclude({ ...error }, { status: code, retryable: false })
        assert.strictEqual(fake.requests.length, 1)
      }
    })
  )

  it.scoped("is left to the caller only where it can start no second job", () =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [number, Record<Repeat, boolean>]> = [
        [400, { Always: false, UntilAccepted: false, WhenRefused: false, Never: false }],
        [429, { Always: true, UntilAccepted: true, WhenRefused: true, Never: true }],
        [500, { Always: true, UntilAccepted: true, WhenRefused: false, Never: true }],
        [502, { Always: true, UntilAccepted: true, WhenRefused: false, Never: true }],
        [503, { Always: true, UntilAccepted: true, WhenRefused: true, Never: true }],
        [504, { Always: true, UntilAccepted: false, WhenRefused: false, Never: true }],
        [524, { Always: true, UntilAccepted: false, WhenRefused: false, Never: true }]
      ]
      for (const [code, expected] of table) {
        const fake = yield* serve(() => json({}, code))
        const client = yield* open(fake, { retries: 0 })
        for (const repeat of ["Always", "UntilAccepted", "WhenRefused", "Never"] as const) {
          const calls = [
            client.json({ ...submit, repeat }, Job),
            client.followEvents({ ...submit, repeat }, () => Effect.succeedNone)
          ]
          for (const call of calls) {
            const error = yield* Effect.flip(call)
            const retryable = error._tag === "ResponseError" ? error.retryable : undefined
            assert.strictEqual(retryable, expected[repeat], `${code} ${repeat}`)
          }
        }
      }
    })
  )

  it.scoped("a web page instead of a job or a paid picture is not asked for again", () =>
    Effect.gen(function* () {
      for (const repeat of ["UntilAccepted", "WhenRefused"] as const) {
        const fake = yield* serve(() => reply("<html><title>Login</title>", "text/html"))
        const client = yield* open(fake)
        const error = yield* Effect.flip(client.json({ ...submit, repeat }, Job))
        assert.deepInclude({ ...error }, { reason: "Server", retryable: false }, repeat)
        assert.strictEqual(fake.requests.length, 1, repeat)
      }
    })
  )

  it.scoped("goes on until it works", () =>
    Effect.gen(function* () {
      const fake = yield* serve((_, count) => (count < 2 ? json({}, 503) : good))
      const client = yield* open(fake)
      assert.strictEqual((yield* client.json(submit, Job)).job.id, "7")
      assert.deepStrictEqual(
        fake.requests.map((request) => request.text),
        Array.from({ length: 3 }, () => '{"prompt":"cat"}')
      )
    })
  )

  it.scoped("makes as many attempts as it is told", () =>
    Effect.gen(function* () {
      for (const retries of [0, 4]) {
        const fake = yield* serve(() => json({}, 503))
        const client = yield* open(fake, { retries, backoff: "1 millis" })
        yield* Effect.ignore(client.json(get, Job))
        assert.strictEqual(fake.requests.length, retries + 1)
      }
    })
  )

  it.scoped("waits as long as the service asks", () =>
    Effect.gen(function* () {
      const times: Array<number> = []
      const fake = yield* serve((_, count) => {
        times.push(performance.now())
        return count === 0 ? json({}, 429, { "retry-after": "0.3" }) : good
      })
      const client = yield* open(fake)
      yield* client.json(submit, Job)
      assert.isAtLeast((times[1] ?? 0) - (times[0] ?? 0), 290)
    })
  )

  it.scoped("does not wait for a service that asks for too much", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => json({}, 429, { "retry-after": "31" }))
      const client = yield* open(fake)
      const error = yield* Effect.flip(client.json(submit, Job))
      assert.strictEqual(error._tag === "ResponseError" && error.reason, "RateLimited")
      assert.strictEqual(fake.requests.length, 1)
    })
  )

  it.scoped("tries a refused connection again, and says that nothing was sent", () =>
    Effect.gen(function* () {
      const closed = yield* closedPort
      const client = yield* open(closed, { retries: 40, backoff: "20 millis" })
      const fiber = yield* Effect.fork(client.json({ ...submit, repeat: "WhenRefused" }, Job))
      yield* Effect.sleep("50 millis")
      const port = Number(new URL(closed.baseUrl).port)
      const fake = yield* serve(() => good, { port })
      assert.strictEqual((yield* Fiber.join(fiber)).job.id, "7")
      assert.strictEqual(fake.requests.length, 1)
      const once = yield* open(yield* closedPort, { retries: 0 })
      const error = yield* Effect.flip(once.json(submit, Job))
      assert.deepInclude({ ...error }, { _tag: "TransportError", reason: "Refused" })
      assert.include(error.message, "ECONNREFUSED")
    })
  )

  it.scoped("leaves no socket open behind a failed attempt", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => reply("busy", "text/plain", 503))
      const client = yield* open(fake)
      yield* Effect.ignore(client.json(get, Job))
      yield* eventually(() => fake.openReplies() === 0)
      assert.isAtMost(fake.openSockets(), 3)
    })
  )
})
