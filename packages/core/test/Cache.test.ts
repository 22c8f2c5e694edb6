import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as PlatformError from "@effect/platform/Error"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as CacheStore from "@easel/core/CacheStore"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { ImageEvent, Restarted, Warning } from "@easel/core/ImageEvent"
import type { Input } from "@easel/core/ImageRequest"
import * as ImageModel from "@easel/core/ImageModel"
import { TransportError } from "@easel/core/ImageError"
import * as Policy from "@easel/core/Policy"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import { Receipt } from "@easel/core/Receipt"
import {
  completed,
  makeEmittingModel,
  makeInfo,
  pngBytes,
  picture,
  preview,
  progress,
  queued,
  takesNothing
} from "./support/TestModel.js"

const cat = { prompt: "cat", seed: 7 }

/** The options of a provider that no compiler knows. */
const ofTest = (test: Record<string, unknown>): Record<string, unknown> => ({ test })

/** Counts how often it makes a picture. */
const counting = (
  definition: Parameters<typeof makeEmittingModel>[1] = {},
  answer: () => ProviderEvent.Completed = completed
) => {
  const state = { made: 0 }
  const model = makeEmittingModel(
    (_, emit) =>
      Effect.suspend(() => {
        state.made++
        return Effect.forEach([queued(1), progress(0.5), preview(0), preview(1)], emit)
      }).pipe(Effect.map(answer)),
    definition
  )
  return { model, state }
}

const memory = (options?: CacheStore.MemoryOptions) =>
  Policy.cache({ store: CacheStore.memory(options) })

/** The response and all that was said before it. */
const listen = (model: ImageModel.Service, request: Input = cat) =>
  Effect.gen(function* () {
    const events: Array<ImageEvent> = []
    const response = yield* model.generate(request, (event) =>
      Effect.sync(() => void events.push(event))
    )
    return { events, response, tags: events.map(({ _tag }) => _tag) }
  })

/** All but the first event; JSON does not know a field that is undefined. */
const inJson = ({
  events,
  response
}: {
  events: ReadonlyArray<ImageEvent>
  response: ImageEvent
}) =>
  JSON.stringify(
    [...events.slice(1), response].map((event) => Schema.encodeSync(ImageEvent)(event)),
    undefined,
    2
  )

const silently = Effect.provide(Logger.remove(Logger.defaultLogger))

/** What is logged meanwhile. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const logs: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      logs.push(`${logLevel.label} ${String(message)}`)
    })
    yield* Effect.provide(effect, Logger.replace(Logger.defaultLogger, logger))
    return logs
  })

describe("Policy.cache", () => {
  it.effect("gives the same response again with its previews, sends nothing, and says so", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const cached = memory()(model)
      const first = yield* listen(cached)
      yield* TestClock.adjust("1 day")
      const second = yield* listen(cached)
      assert.strictEqual(state.made, 1)
      assert.deepStrictEqual(second.response, first.response)
      assert.deepStrictEqual(first.tags, ["Queued", "Progress", "ImagePreview", "ImagePreview"])
      assert.deepStrictEqual(second.tags, ["Warning", "ImagePreview", "ImagePreview"])
      assert.deepStrictEqual(second.events.slice(1), first.events.slice(2))
      const [warning] = second.events
      assert(warning?._tag === "Warning")
      assert.strictEqual(warning.code, "Cached")
      assert.include(warning.message, "made 1970-01-01T00:00:00.000Z, nothing was sent")
    })
  )

  it.effect("what differs in the request, its options or its pictures is another picture", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const cached = memory()(model)
      const requests: ReadonlyArray<Input> = [
        cat,
        { ...cat, prompt: "dog" },
        { ...cat, seed: 8 },
        { ...cat, width: 512 },
        { ...cat, aspectRatio: "16:9" },
        { ...cat, count: 2 },
        { ...cat, negativePrompt: "dog" },
        { ...cat, steps: 30 },
        { ...cat, guidanceScale: 9 },
        { ...cat, outputFormat: "image/webp" },
        { ...cat, images: [pngBytes] },
        { ...cat, images: [pngBytes, pngBytes] },
        { ...cat, images: [pngBytes], mask: pngBytes },
        { ...cat, images: [pngBytes], strength: 0.5 },
        { ...cat, providerOptions: ofTest({ style: "photo" }) },
        { ...cat, providerOptions: ofTest({ boost: "2" }) },
        { ...cat, providerOptions: ofTest({ style: "photo", boost: "2" }) }
      ]
      for (const request of [...requests, ...requests]) yield* listen(cached, request)
      assert.strictEqual(state.made, requests.length)
    })
  )

  it.effect(
    "what resolves to the same is the same picture, with the warnings of each request",
    () =>
      Effect.gen(function* () {
        const { model, state } = counting()
        const cached = memory()(model)
        const [strict, lenient] = [
          { ...cat, steps: 50, providerOptions: ofTest({ style: "photo", boost: "2" }) },
          {
            ...cat,
            model: "tm",
            width: 1024,
            steps: 99,
            lenient: true,
            providerOptions: ofTest({ boost: "2", style: "photo" })
          }
        ] as const
        yield* listen(cached, lenient)
        const second = yield* listen(cached, strict)
        assert.deepStrictEqual(second.tags, ["Warning", "ImagePreview", "ImagePreview"])
        const third = yield* listen(cached, lenient)
        const codes = third.events.map((event) => (event._tag === "Warning" ? event.code : ""))
        assert.deepStrictEqual(codes, ["Unsupported", "Cached", "", ""])
        assert.strictEqual(state.made, 1)
      })
  )

  it.effect("keeps a warning of the provider with its picture", () =>
    Effect.gen(function* () {
      const own = new Warning({ code: "Own", message: "the service made it smaller" })
      const model = makeEmittingModel((_, emit) => Effect.as(emit(own), completed()))
      const cached = memory()(model)
      yield* listen(cached)
      const { events } = yield* listen(cached)
      assert.deepStrictEqual(events.slice(1), [own])
    })
  )

  it.effect("models, versions and namespaces are kept apart", () =>
    Effect.gen(function* () {
      const store = CacheStore.memory()
      const versions = ["1.0.0", "1.1.0"].map((version) => counting({ version }))
      const other = counting({ info: makeInfo({}, "other-model") })
      const all = [...versions, other]
      for (const { model } of [...all, ...all]) yield* listen(Policy.cache({ store })(model))
      for (const namespace of ["a", "b"]) {
        yield* listen(Policy.cache({ store, namespace })(other.model))
      }
      assert.deepStrictEqual(
        all.map(({ state }) => state.made),
        [1, 1, 3]
      )
    })
  )

  it.effect("a random seed is not kept", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const cached = Policy.cache({ store: CacheStore.memory(), seedless: true })(model)
      yield* listen(cached, { prompt: "cat" })
      yield* listen(cached, { prompt: "cat" })
      assert.strictEqual(state.made, 2)
    })
  )

  it.effect("nor one that the service chose although a seed was asked for", () =>
    Effect.gen(function* () {
      for (const seed of [8, "unknown"] as const) {
        const { model, state } = counting({}, () =>
          ProviderEvent.completed({ images: [picture], seed })
        )
        const cached = memory()(model)
        yield* listen(cached)
        yield* listen(cached)
        assert.strictEqual(state.made, 2)
      }
    })
  )

  it.effect("a model without seeds only where the caller says so", () =>
    Effect.gen(function* () {
      for (const [seedless, made] of [
        [false, 2],
        [true, 1]
      ] as const) {
        const { model, state } = counting({ info: makeInfo(takesNothing) })
        const cached = Policy.cache({ store: CacheStore.memory(), seedless })(model)
        yield* listen(cached, { prompt: "cat" })
        yield* listen(cached, { prompt: "cat" })
        assert.strictEqual(state.made, made)
      }
    })
  )

  it.effect("a picture of another model is not kept as this one's", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const elsewhere = ImageModel.fromGenerate({
        ...model,
        generate: (request, onEvent) =>
          Effect.map(model.generate(request, onEvent), (response) => ({
            ...response,
            receipt: new Receipt({ ...response.receipt, provider: "other" })
          }))
      })
      const cached = memory()(elsewhere)
      yield* listen(cached)
      yield* listen(cached)
      assert.strictEqual(state.made, 2)
    })
  )

  it.effect("forgets the previews of an attempt that was given up", () =>
    Effect.gen(function* () {
      const { model } = counting()
      const cause = new TransportError({ phase: "Wait", reason: "Cut", description: "" })
      const again = ImageModel.fromGenerate({
        ...model,
        generate: (request, onEvent = () => Effect.void) =>
          model
            .generate(request, onEvent)
            .pipe(
              Effect.zipRight(onEvent(new Restarted({ from: "test:tm", to: "test:tm", cause }))),
              Effect.zipRight(model.generate(request, onEvent))
            )
      })
      const cached = memory()(again)
      assert.strictEqual((yield* listen(cached)).tags.length, 9)
      assert.deepStrictEqual((yield* listen(cached)).tags, [
        "Warning",
        "ImagePreview",
        "ImagePreview"
      ])
    })
  )

  it.effect("failures are not kept", () =>
    Effect.gen(function* () {
      let made = 0
      const cause = new TransportError({ phase: "Wait", reason: "Cut", description: "" })
      const model = makeEmittingModel(() =>
        Effect.suspend(() => (made++ === 0 ? Effect.fail(cause) : Effect.succeed(completed())))
      )
      const cached = memory()(model)
      yield* Effect.flip(cached.generate(cat))
      yield* cached.generate(cat)
      yield* silently(cached.generate(cat))
      assert.strictEqual(made, 2)
    })
  )

  it.effect("a picture that can't be loaded is given as it came, and not kept", () =>
    Effect.gen(function* () {
      const gone = GeneratedImage.fromUrl("https://pictures.example/gone.png")
      const { model, state } = counting({}, () => ProviderEvent.completed({ images: [gone] }))
      const cached = memory()(model)
      const logs = yield* logged(
        Effect.gen(function* () {
          for (const _ of [1, 2]) {
            assert.deepStrictEqual((yield* listen(cached)).response.images, [gone])
          }
        })
      )
      assert.strictEqual(state.made, 2)
      assert.match(logs.join(), /^WARN cache: the picture can't be loaded/)
    })
  )

  it.effect("without a listener a picture from the cache is logged", () =>
    Effect.gen(function* () {
      const cached = memory()(counting().model)
      yield* cached.generate(cat)
      assert.match((yield* logged(cached.generate(cat))).join(), /^WARN from the cache/)
    })
  )
})

describe("CacheStore.memory", () => {
  const seeds = (cached: ImageModel.Service, ...all: ReadonlyArray<number>) =>
    Effect.forEach(all, (seed) => listen(cached, { ...cat, seed }))

  it.effect("drops what was not used for longest when there are too many", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const cached = memory({ entries: 2 })(model)
      yield* seeds(cached, 1, 2, 1, 3)
      assert.strictEqual(state.made, 3)
      yield* seeds(cached, 1, 3)
      assert.strictEqual(state.made, 3)
      yield* seeds(cached, 2)
      assert.strictEqual(state.made, 4)
    })
  )

  it.effect("or when they are too heavy, previews included", () =>
    Effect.gen(function* () {
      const { model, state } = counting()
      const cached = memory({ bytes: 6 * pngBytes.length })(model)
      yield* seeds(cached, 1, 2, 1, 2)
      assert.strictEqual(state.made, 2)
      yield* seeds(cached, 3, 2, 3, 1)
      assert.strictEqual(state.made, 4)
      const small = memory({ bytes: 2 * pngBytes.length })(model)
      yield* seeds(small, 1, 1)
      assert.strictEqual(state.made, 6)
    })
  )
})

describe("CacheStore.keyValue", () => {
  const open = Effect.provide(KeyValueStore.KeyValueStore, KeyValueStore.layerMemory)

  it.effect("gives back what any key-value store holds", () =>
    Effect.gen(function* () {
      const store = CacheStore.keyValue(yield* open)
      const { model, state } = counting()
      const first = yield* listen(Policy.cache({ store })(model))
      const second = yield* listen(Policy.cache({ store })(model))
      assert.strictEqual(state.made, 1)
      assert.strictEqual(inJson(second), inJson({ ...first, events: first.events.slice(1) }))
    })
  )

  it.effect("takes what is corrupt or somebody else's for missing, and writes it anew", () =>
    Effect.gen(function* () {
      const inner = yield* open
      let text = ""
      const keys: Array<string> = []
      const watched = KeyValueStore.make({
        ...inner,
        set: (key, value) => {
          keys.push(key)
          text = String(value)
          return inner.set(key, value)
        }
      })
      const { model, state } = counting()
      const cached = Policy.cache({ store: CacheStore.keyValue(watched) })(model)
      yield* listen(cached)
      yield* listen(cached, { ...cat, seed: 8 })
      const other = text
      yield* listen(cached, cat)
      assert.strictEqual(state.made, 2)
      const [key = ""] = keys
      const broken = Buffer.from(pngBytes.subarray(0, -8)).toString("base64")
      const own = yield* inner.get(key)
      const whole = own._tag === "Some" ? own.value : ""
      const spoilt = [
        "",
        "{}",
        "null",
        whole.slice(0, 200),
        whole.replace('"easelCache":1', '"easelCache":2'),
        whole.replace('"seed":7', '"seed":-7'),
        whole.replaceAll(Buffer.from(pngBytes).toString("base64"), broken),
        whole.replaceAll(Buffer.from(pngBytes).toString("base64"), "%%%"),
        whole.replaceAll('"_tag":"Bytes","bytes"', '"_tag":"Url","url"'),
        other
      ]
      for (const [index, value] of spoilt.entries()) {
        assert.notStrictEqual(value, whole)
        yield* inner.set(key, value)
        yield* listen(cached)
        assert.strictEqual(state.made, 3 + index, `not noticed: ${value.slice(0, 80)}`)
        assert.strictEqual((yield* inner.get(key))._tag, "Some")
        yield* listen(cached)
        assert.strictEqual(state.made, 3 + index)
      }
    })
  )

  it.effect("a store that fails loses no picture", () =>
    Effect.gen(function* () {
      const failure = new PlatformError.SystemError({
        module: "KeyValueStore",
        method: "set",
        reason: "PermissionDenied"
      })
      const inner = yield* open
      const failing = { ...inner, set: () => Effect.fail(failure) }
      const unreadable = { ...inner, get: () => Effect.fail(failure) }
      const bug: CacheStore.CacheStore["set"] = () => Effect.die("bug")
      for (const [store, line] of [
        [CacheStore.keyValue(failing), /^WARN cache: the picture is not kept/],
        [CacheStore.keyValue(unreadable), /^WARN cache: it can't be read/],
        [{ ...CacheStore.memory(), set: bug }, /^WARN cache: the picture is not kept/]
      ] as const) {
        const { model, state } = counting()
        const cached = Policy.cache({ store })(model)
        const logs = yield* logged(Effect.zipRight(listen(cached), listen(cached)))
        assert.strictEqual(state.made, 2)
        assert.match(logs.join(), line)
      }
    })
  )
})
