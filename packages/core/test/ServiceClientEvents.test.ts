import { assert } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { FakeReply } from "@easel/core/Fake"
import type { ImageError } from "@easel/core/ImageError"
import type { ServerSentEvent } from "@easel/core/ServerSentEvents"
import type * as ServiceClient from "@easel/core/ServiceClient"
import * as Fault from "@easel/testkit/Fault"
import {
  Job,
  eventually,
  get,
  json,
  onEachClient,
  open,
  reply,
  serve
} from "./support/TestService.js"

const events = (...pieces: ReadonlyArray<string>): FakeReply =>
  reply(Stream.fromIterable(pieces), "text/event-stream; charset=utf-8")

const wire = events("event: generating\ndata: 1\n\n", "event: complete\ndata: 2\n\n")

/** Hands on each event while the answer is true. */
type Run = (
  client: ServiceClient.ServiceClient,
  goOn: (event: ServerSentEvent) => Effect.Effect<boolean>
) => Effect.Effect<void, ImageError>

const isEndedEarly = (error: ImageError) =>
  error._tag === "TransportError" && error.reason === "EndedEarly"

const run: Run = (client, goOn) =>
  client
    .followEvents(get, (event) =>
      Effect.map(goOn(event), (more) => (more ? Option.none() : Option.some(undefined)))
    )
    .pipe(Effect.catchIf(isEndedEarly, () => Effect.void))

onEachClient("ServiceClient.followEvents", (it) => {
  const drain = (client: ServiceClient.ServiceClient) => run(client, () => Effect.succeed(true))

  const collect = (client: ServiceClient.ServiceClient) =>
    Effect.suspend(() => {
      const seen: Array<ServerSentEvent> = []
      return Effect.as(
        run(client, (event) => Effect.sync(() => seen.push(event) > 0)),
        seen
      )
    })

  it.scoped("reads the events, in pieces of any size", () =>
    Effect.gen(function* () {
      for (const size of [1, 3, 1000]) {
        const fake = yield* serve(() => wire, { faults: [Fault.pieces({}, size)] })
        const client = yield* open(fake)
        assert.deepStrictEqual(yield* collect(client), [
          { event: "generating", data: "1", id: undefined },
          { event: "complete", data: "2", id: undefined }
        ])
        assert.strictEqual(fake.requests[0]?.headers["accept"], "text/event-stream")
        assert.strictEqual(fake.requests[0]?.headers["accept-encoding"], "identity")
      }
    })
  )

  it.scoped("passes an event on before the next one comes", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => wire, { faults: [Fault.stall({}, 30)] })
      const client = yield* open(fake)
      const seen: Array<string> = []
      yield* run(client, (event) => Effect.sync(() => seen.push(event.data) < 1))
      assert.deepStrictEqual(seen, ["1"])
      yield* eventually(() => fake.openReplies() === 0)
    })
  )

  it.scoped("opens again as the request allows", () =>
    Effect.gen(function* () {
      const faults = [Fault.status({ times: 1 }, 503), Fault.hangUp({ skip: 1, times: 1 })]
      const fake = yield* serve(() => wire, { faults })
      const client = yield* open(fake)
      assert.strictEqual((yield* collect(client)).length, 2)
      assert.strictEqual(fake.requests.length, 3)
    })
  )

  it.scoped("but does not once it was open, since events may be lost", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => wire, { faults: [Fault.cut({}, 40)] })
      const client = yield* open(fake)
      const seen: Array<string> = []
      const error = yield* Effect.flip(
        run(client, (event) => Effect.sync(() => seen.push(event.data) > 0))
      )
      assert.deepInclude({ ...error }, { _tag: "TransportError", reason: "Cut", phase: "Wait" })
      assert.deepStrictEqual(seen, ["1"])
      assert.strictEqual(fake.requests.length, 1)
    })
  )

  it.scoped("a failed attempt leaves no socket open", () =>
    Effect.gen(function* () {
      const endless = Stream.forever(Stream.make("x".repeat(10_000)))
      const fake = yield* serve(
        (_, count) => (count === 0 ? reply(endless, "text/plain", 503) : wire),
        { faults: [Fault.stall({ skip: 1 }, 30)] }
      )
      const client = yield* open(fake)
      const fiber = yield* Effect.fork(drain(client))
      yield* eventually(() => fake.requests.length === 2 && fake.openReplies() === 1)
      yield* Fiber.interrupt(fiber)
    })
  )

  it.scoped("refuses what are no events", () =>
    Effect.gen(function* () {
      const table: ReadonlyArray<readonly [FakeReply, string, string]> = [
        [json({ detail: "no such job" }), "ResponseParseError", "no such job"],
        [reply("data: 1\n\n", "text/plain"), "ResponseParseError", "text/plain"],
        [{ status: 200, body: "data: 1\n\n" }, "ResponseParseError", "an event stream"],
        [reply("<html><title>Login</title>", "text/html"), "ResponseError", "Login"],
        [json({ detail: "no such job" }, 404), "ResponseError", "no such job"]
      ]
      for (const [answer, tag, part] of table) {
        const fake = yield* serve(() => answer)
        const client = yield* open(fake, { retries: 0 })
        const error = yield* Effect.flip(drain(client))
        assert.strictEqual(error._tag, tag)
        assert.include(error.message, part)
      }
    })
  )

  it.scoped("a JSON answer of a service that ignored what was asked for is read instead", () =>
    Effect.gen(function* () {
      const read = (answer: FakeReply) =>
        Effect.gen(function* () {
          const fake = yield* serve(() => answer)
          const client = yield* open(fake, { retries: 0 })
          const heard: Array<string | undefined> = []
          const result = yield* Effect.either(
            client.followEvents(
              {
                ...get,
                onHead: (headers) => Effect.sync(() => heard.push(headers["x-request-id"]))
              },
              ({ data }) => Effect.succeedSome({ job: { id: data } }),
              Job
            )
          )
          const accept = fake.requests[0]?.headers["accept"]
          assert.strictEqual(accept, "text/event-stream, application/json")
          return { result, heard }
        })
      const id = { "x-request-id": "r7" }
      const asked = yield* read(reply("data: 7\n\n", "text/event-stream", 200, id))
      assert.deepStrictEqual(asked, { result: Either.right({ job: { id: "7" } }), heard: ["r7"] })
      const ignored = yield* read(json({ job: { id: "8" } }, 200, id))
      assert.deepStrictEqual(ignored, { result: Either.right({ job: { id: "8" } }), heard: ["r7"] })
      const failed = yield* read(json({ detail: "no" }, 400, id))
      assert.deepStrictEqual(failed.heard, [])
      const table: ReadonlyArray<readonly [FakeReply, string]> = [
        [json({ detail: "no such job" }), "ResponseParseError"],
        [json(""), "ResponseParseError"],
        [reply("<html><title>Login</title>", "text/html"), "ResponseError"]
      ]
      for (const [answer, tag] of table) {
        const { result } = yield* read(answer)
        assert.strictEqual(Either.isLeft(result) ? result.left._tag : "none", tag)
      }
    })
  )

  it.scoped("stops at the limit of an event and closes the socket", () =>
    Effect.gen(function* () {
      const endless = Stream.forever(Stream.make("data: 0123456789\n"))
      const fake = yield* serve(() => reply(endless, "text/event-stream"))
      const client = yield* open(fake, { maximumEventLength: 1000 })
      const error = yield* Effect.flip(drain(client))
      assert.strictEqual(error._tag, "ResponseParseError")
      yield* eventually(() => fake.openReplies() === 0)
    })
  )

  it.scoped("ends a silence, and closes the socket", () =>
    Effect.gen(function* () {
      for (const bytes of [0, 30]) {
        const fake = yield* serve(() => wire, { faults: [Fault.stall({}, bytes)] })
        const client = yield* open(fake, { idleTimeout: "100 millis" })
        const error = yield* Effect.flip(drain(client))
        assert.deepInclude(
          { ...error },
          {
            _tag: "GenerationTimeout",
            deadline: "Idle",
            duration: Duration.millis(100)
          }
        )
        yield* eventually(() => fake.openReplies() === 0)
      }
    })
  )

  it.scoped("a comment is a sign of life", () =>
    Effect.gen(function* () {
      const beats = Stream.tick("40 millis").pipe(Stream.take(8), Stream.as(": ping\n\n"))
      const body = Stream.concat(beats, Stream.make("data: 1\n\n"))
      const fake = yield* serve(() => reply(body, "text/event-stream"))
      const client = yield* open(fake, { idleTimeout: "200 millis" })
      assert.strictEqual((yield* collect(client)).length, 1)
    })
  )

  it.scoped("a consumer that rests is no silence of the service", () =>
    Effect.gen(function* () {
      const pieces = Array.from({ length: 5 }, (_, index) => `data: ${index}\n\n`)
      const fake = yield* serve(() => events(...pieces))
      const client = yield* open(fake, { idleTimeout: "100 millis" })
      const seen: Array<string> = []
      yield* run(client, (event) =>
        Effect.sync(() => seen.push(event.data) > 0).pipe(Effect.delay("150 millis"))
      )
      assert.strictEqual(seen.length, 5)
    })
  )

  it.scoped("interruption closes the socket, before and after the first event", () =>
    Effect.gen(function* () {
      const faults = [Fault.delay({}, "1 minute"), Fault.stall({}, 30)]
      for (const fault of faults) {
        const fake = yield* serve(() => wire, { faults: [fault] })
        const client = yield* open(fake)
        const fiber = yield* Effect.fork(drain(client))
        yield* eventually(() => fake.openReplies() === 1)
        const exit = yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isInterrupted(exit))
        yield* eventually(() => fake.openReplies() === 0)
        assert.isTrue(fake.requests[0]?.abandoned)
      }
    })
  )
})
