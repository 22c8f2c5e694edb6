/** A generation that fails says so in its stream and its summary, whichever way it failed. */
import { assert, describe } from "@effect/vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import {
  AssetError,
  GenerationTimeout,
  type ImageError,
  ResponseError,
  ResponseParseError,
  TransportError
} from "@easel/core/ImageError"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ImageLabsFake from "@easel/provider-imagelabs/fake/ImageLabsFake"
import imagelabs from "@easel/provider-imagelabs"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import sd35 from "@easel/provider-sd35"
import { FakeServer, Fault, TestPicture } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import {
  all,
  ask,
  follow,
  idOf,
  json,
  picture,
  standing,
  start,
  tags,
  type Told,
  test
} from "./support.js"
import * as StagedProvider from "./StagedProvider.js"

const create = (url: URL, body: unknown = { prompt: "a fox" }) =>
  ask(url, "/api/generations", { body })

const errorOf = (events: ReadonlyArray<Told>) => {
  const last = events.at(-1)?.event
  return last?._tag === "GenerationFailed" ? last.error : undefined
}

const errors: ReadonlyArray<ImageError> = [
  ResponseError.of({ reason: "Quota", message: "no more today", retryAfter: Duration.hours(3) }),
  ResponseError.of({ reason: "Moderated", message: "not this" }),
  new ResponseParseError({ expected: "JSON", excerpt: "<html>" }),
  new TransportError({ phase: "Wait", reason: "Cut", description: "gone" }),
  new GenerationTimeout({ deadline: "Idle", duration: Duration.seconds(60) }),
  new AssetError({ reason: "NotFound", description: "no picture" })
]

describe("a provider that fails", () => {
  for (const error of errors) {
    test(`by ${error._tag} ${error.message}`, () =>
      Effect.gen(function* () {
        const stage = yield* StagedProvider.make
        const { url } = yield* start({ plugins: [stage.plugin] })
        const answer = yield* create(url)
        yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
        yield* stage.fail(error)
        const told = errorOf(yield* all(answer))
        assert.strictEqual(told?._tag, error._tag)
        assert.strictEqual(told?.message, error.message)
        assert.containSubset(told, {
          provider: "staged",
          model: "staged-1",
          jobId: "job of a fox"
        })
        const summary = yield* standing(url, idOf(answer), "Failed")
        assert.strictEqual(summary.error?._tag, error._tag)
        const raw = yield* Effect.flatMap(ask(url, `/api/generations/${idOf(answer)}`), json)
        assert.containSubset(raw, { error: { message: error.message } })
      }))
  }

  test("by throwing is a defect of the provider", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url)
      yield* stage.die(new Error("oh"))
      const told = errorOf(yield* all(answer))
      assert.strictEqual(told?.message, "the plugin of staged is broken: Error: oh")
    }))

  test("by pictures that are none", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url)
      yield* stage.finish([yield* picture(1), GeneratedImage.fromBytes(new Uint8Array([1, 2, 3]))])
      assert.strictEqual(errorOf(yield* all(answer))?._tag, "AssetError")
    }))

  test("by a receipt that can't be told", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url)
      const cost: { amount: number; currency: string } = JSON.parse('{"amount":1}')
      yield* stage.finish([yield* picture(1)], { cost })
      assert.strictEqual(errorOf(yield* all(answer))?._tag, "ProviderDefect")
    }))

  test("to say what can be told is heard without it", () =>
    Effect.gen(function* () {
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin] })
      const answer = yield* create(url)
      yield* stage.emit(ProviderEvent.queued({ position: 1.5 }))
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
      yield* stage.finish([yield* picture(1)])
      const events = yield* all(answer)
      assert.deepStrictEqual(tags(events), ["GenerationCreated", "Progress", "ImageResponse"])
    }))
})

const overSd35 = (fault: string) =>
  Effect.gen(function* () {
    const service = yield* Sd35Fake.make({ draw: TestPicture.draw, latency: Duration.zero, fault })
    const fake = yield* FakeServer.start(service)
    return yield* start({ plugins: [sd35], environment: Sd35Fake.environment(fake.baseUrl) })
  })

describe("a service that fails", () => {
  const outcomes: Readonly<Record<string, string>> = {
    quota: "Quota",
    password: "Unauthorized",
    "server-error": "Server",
    validation: "Rejected"
  }
  for (const [fault, reason] of Object.entries(outcomes)) {
    test(`with ${fault}`, () =>
      Effect.gen(function* () {
        const { url } = yield* overSd35(fault)
        const told = errorOf(yield* Effect.flatMap(create(url), all))
        assert.containSubset(told, { _tag: "ResponseError", reason, provider: "sd35" })
      }))
  }

  test("when it loses the picture", () =>
    Effect.gen(function* () {
      const service = yield* ImageLabsFake.make({ draw: TestPicture.draw, latency: Duration.zero })
      const fake = yield* FakeServer.start(service, {
        faults: [Fault.status({ method: "GET", path: /\.(png|jpe?g|webp)/ }, 404)]
      })
      const { url } = yield* start({
        plugins: [imagelabs],
        environment: ImageLabsFake.environment(fake.baseUrl)
      })
      const answer = yield* create(url)
      const events = yield* all(answer)
      assert.containSubset(errorOf(events), { _tag: "AssetError", provider: "imagelabs" })
    }))

  test("before the beginning when it is not set up", () =>
    Effect.gen(function* () {
      const { url } = yield* start({
        plugins: [sd35],
        environment: { EASEL_SD35_BASE_URL: "no address" }
      })
      const answer = yield* create(url)
      assert.strictEqual(answer.status, 503)
      const told = yield* json(answer)
      assert.containSubset(told, { _tag: "ProviderUnavailable", provider: "sd35" })
      assert.deepStrictEqual(yield* Effect.flatMap(ask(url, "/api/generations"), json), [])
    }))
})

describe("the gateway's own mistake", () => {
  test("ends the generation with an error, and goes to the log", () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ message }) => {
        logged.push(String(message))
      })
      const stage = yield* StagedProvider.make
      const { url } = yield* start({ plugins: [stage.plugin], brokenStore: true }).pipe(
        Effect.provide(Logger.replace(Logger.defaultLogger, logger))
      )
      const answer = yield* create(url)
      yield* stage.finish([yield* picture(1)])
      const events = yield* all(answer)
      assert.strictEqual(errorOf(events)?._tag, "ProviderDefect")
      assert.include(logged.join(), "a generation died")
      assert.lengthOf(yield* Effect.flatMap(follow(url, idOf(answer)), all), 2)
    }))
})
