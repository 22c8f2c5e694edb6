/** Versions, connections that break, and answers that come late (conformance list, 35 to 45). */
import { assert, describe, it } from "@effect/vitest"
import { all as versions } from "@easel/provider-gradio/fake/GradioVersion"
import { Fault } from "@easel/testkit"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import {
  complete,
  endpoint,
  events,
  http,
  pictureOutput,
  postCount,
  type Running,
  readToEnd,
  run
} from "./support.js"

const submit = { method: "POST", path: /\/call\/infer$/ }
const follow = { method: "GET", path: /\/(queue\/data|call\/infer\/)/ }

const idle = ({ server }: Running) =>
  Effect.repeat(
    Effect.sync(() => server.openReplies()),
    {
      until: (open) => open === 0,
      schedule: Schedule.spaced("5 millis")
    }
  ).pipe(Effect.timeout("5 seconds"))

describe("each version of Gradio", () => {
  it.scopedLive.each(versions)("%s: a call by a name of any length, and its picture", (version) =>
    Effect.gen(function* () {
      const picture = yield* pictureOutput()
      const made = endpoint([[picture, 7]])
      const running = yield* run({
        fake: { version, endpoints: { infer: made, png: made, process_inputs: made } },
        space: { prefix: version === "4.44" ? "" : "/gradio_api" }
      })
      for (const api of ["infer", "png", "process_inputs"]) {
        const completed = yield* complete(running, { api })
        assert.strictEqual(completed.seed, 7)
        const [image] = completed.images
        assert.isDefined(image)
        if (image === undefined) return
        assert.deepStrictEqual((yield* running.space.load(image)).bytes, picture.picture.bytes)
      }
      for (const { url } of running.server.requests) {
        assert.strictEqual(url.origin, running.server.baseUrl)
      }
    }).pipe(Effect.provide(http))
  )
})

describe("what is sent", () => {
  it.scopedLive("is one list of inputs, without a session", () =>
    Effect.gen(function* () {
      const running = yield* run()
      yield* complete(running, { data: ["Bäume", null, 7, false] })
      const [post, get] = running.server.requests
      assert.strictEqual(post?.url.pathname, "/gradio_api/call/infer")
      assert.deepStrictEqual(JSON.parse(post?.text ?? ""), { data: ["Bäume", null, 7, false] })
      assert.strictEqual(post?.headers["content-type"], "application/json")
      assert.match(
        `${get?.url.pathname}${get?.url.search}`,
        /^\/gradio_api\/queue\/data\?session_hash=[0-9a-f]{32}$/
      )
      assert.strictEqual(get?.headers["accept"], "text/event-stream")
      assert.lengthOf(running.server.requests, 2)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("a redirect within the Space is followed", () =>
    Effect.gen(function* () {
      const redirect = (path: string) => ({ status: 307, headers: { location: path }, body: "" })
      const running = yield* run({
        faults: [Fault.reply({ ...submit, times: 1 }, redirect("/gradio_api/call/infer/"))]
      })
      assert.strictEqual((yield* complete(running)).seed, 7)
    }).pipe(Effect.provide(http))
  )
})

describe("a failure", () => {
  it.scopedLive("of the service before the job was taken is tried again", () =>
    Effect.gen(function* () {
      const running = yield* run({ faults: [Fault.status({ ...submit, times: 1 }, 500)] })
      assert.strictEqual((yield* complete(running)).seed, 7)
      assert.strictEqual(postCount(running), 2)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("to open the stream is tried again, and the job is not handed in twice", () =>
    Effect.gen(function* () {
      const running = yield* run({ faults: [Fault.status({ ...follow, times: 2 }, 502)] })
      assert.strictEqual((yield* complete(running)).seed, 7)
      assert.strictEqual(postCount(running), 1)
    }).pipe(Effect.provide(http))
  )

  const lost = {
    "5xx for good after the job was taken": [[Fault.status(follow, 500)], "ResponseError"],
    "a cut before the result": [[Fault.cut(follow, 20)], "TransportError"],
    "a stream that ends inside the result": [[Fault.truncate(follow, 60)], "TransportError"],
    "no answer to the call": [[Fault.hangUp(submit)], "TransportError"]
  } as const

  it.scopedLive.each(Object.entries(lost))("%s is final", ([, [faults, tag]]) =>
    Effect.gen(function* () {
      const running = yield* run({ faults })
      const error = yield* Effect.flip(complete(running))
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(postCount(running), 1)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("silence is a timeout, and the socket is closed", () =>
    Effect.gen(function* () {
      const running = yield* run({
        faults: [Fault.stall(follow, 10)],
        space: { idleTimeout: "50 millis" }
      })
      const error = yield* Effect.flip(complete(running))
      assert.strictEqual(error._tag === "GenerationTimeout" && error.deadline, "Idle")
      yield* idle(running)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("heartbeats are no silence", () =>
    Effect.gen(function* () {
      const picture = yield* pictureOutput()
      const slow = {
        ...endpoint([]),
        run: () => Stream.fromEffect(Effect.delay(Effect.succeed([picture, 7]), "1 second"))
      }
      const running = yield* run({
        fake: { heartbeat: "10 millis", endpoints: { infer: slow } },
        space: { idleTimeout: "600 millis" }
      })
      assert.strictEqual((yield* complete(running)).seed, 7)
    }).pipe(Effect.provide(http))
  )
})

describe("leaving the stream", () => {
  const phases = {
    "while the call is sent": { faults: [Fault.delay(submit, "1 minute")] },
    "before the stream opens": { faults: [Fault.delay(follow, "1 minute")] },
    "while heartbeats come": { fault: "heartbeats" },
    "in silence": { fault: "stall" }
  }

  it.scopedLive.each(Object.entries(phases))("%s closes the socket", ([, settings]) =>
    Effect.gen(function* () {
      const running = yield* run(settings)
      const fiber = yield* Effect.fork(complete(running))
      yield* Effect.repeat(
        Effect.sync(() => running.server.openReplies()),
        {
          until: (open) => open === 1,
          schedule: Schedule.spaced("5 millis")
        }
      )
      yield* Fiber.interrupt(fiber)
      yield* idle(running)
      assert.isTrue(running.server.requests.at(-1)?.abandoned)
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("takes the job from the Space, which then knows it no more", () =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: { endpoints: { infer: { ...endpoint([]), run: () => Stream.never } } }
      })
      const fiber = yield* Effect.fork(complete(running))
      yield* Effect.repeat(
        Effect.sync(() => running.server.requests.length),
        {
          until: (count) => count === 2,
          schedule: Schedule.spaced("5 millis")
        }
      )
      yield* Fiber.interrupt(fiber)
      yield* idle(running)
      const id = running.server.requests.at(-1)?.url.searchParams.get("session_hash") ?? ""
      const again = yield* readToEnd(`${running.server.baseUrl}/gradio_api/call/infer/${id}`)
      assert.deepStrictEqual(again, { text: 'event: error\ndata: "404: Not Found"\n\n', cut: true })
    }).pipe(Effect.provide(http))
  )
})

describe("the stand-in's queue", () => {
  it.scopedLive("refuses what does not fit, and frees the place of who leaves", () =>
    Effect.gen(function* () {
      const running = yield* run({
        fake: {
          queueMaximum: 1,
          endpoints: { infer: { ...endpoint([]), run: () => Stream.never } }
        },
        space: { retries: 0 }
      })
      const first = yield* Effect.fork(events(running))
      const waitFor = (count: number) =>
        Effect.repeat(
          Effect.sync(() => running.server.openReplies()),
          {
            until: (open) => open === count,
            schedule: Schedule.spaced("5 millis")
          }
        )
      yield* waitFor(1)
      yield* Effect.sleep("20 millis")
      const second = yield* Effect.fork(events(running))
      yield* waitFor(2)
      yield* Effect.sleep("20 millis")
      const error = yield* Effect.flip(complete(running))
      assert.include(error.message, "Queue is full. Max size is 1 and size is 1.")
      yield* Fiber.interrupt(second)
      yield* waitFor(1)
      const third = yield* Effect.fork(events(running))
      yield* waitFor(2)
      yield* Fiber.interruptAll([first, third])
    }).pipe(Effect.provide(http))
  )
})
