import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageAsset from "@easel/core/ImageAsset"
import { AssetError } from "@easel/core/ImageError"
import type { Service } from "@easel/core/ImageModel"
import { ImageRequest } from "@easel/core/ImageRequest"
import * as Policy from "@easel/core/Policy"
import { Completed, preview } from "@easel/core/ProviderEvent"
import { type Actor, type Casting, actor, busy, cat, listenTo } from "../support/Actor.js"
import { accepted, completed, pngBytes } from "../support/TestModel.js"

const sketch = GeneratedImage.fromBytes(pngBytes)

const join = (first: Service, ...others: ReadonlyArray<Service>) => Policy.fallback(others)(first)

/** Options of providers that the compiler does not know. */
const withOptions = (options: Readonly<Record<string, object>>) => ({
  prompt: "cat",
  providerOptions: Object.assign({}, options)
})

/** Three models that fail, in two compositions, one within the other. */
const nested = () => {
  const [a, b, c] = [actor("a", [[busy]]), actor("b", [[busy]]), actor("c", [[busy]])]
  return { a, b, c, model: join(a.model, join(b.model, c.model)) }
}

describe("a composition of models", () => {
  describe("what each is asked", () => {
    const optionsOf = ({ asked }: Actor) => asked[0]?.options.style

    it.effect("its own options, and not those of the others", () =>
      Effect.gen(function* () {
        const { a, b, c, model } = nested()
        const request = withOptions({ b: { style: "drawing" }, c: { style: "photo" } })
        yield* Effect.flip(model.generate(request))
        yield* Effect.flip(model.generate(new ImageRequest(request)))
        assert.deepStrictEqual([a, b, c].map(optionsOf), [undefined, "drawing", "photo"])
        assert.strictEqual(c.asked.length, 2)
      })
    )

    it.effect("options of a stranger are refused by all", () =>
      Effect.gen(function* () {
        const { a, b, c, model } = nested()
        const error = yield* Effect.flip(model.generate(withOptions({ d: {} })))
        assert.deepInclude({ ...error }, { _tag: "InvalidRequest", option: "providerOptions.d" })
        assert.deepStrictEqual(
          [a, b, c].map(({ asked }) => asked.length),
          [0, 0, 0]
        )
      })
    )

    it.effect("the first one's name lets the others use their default", () =>
      Effect.gen(function* () {
        const { a, b, c, model } = nested()
        yield* Effect.flip(model.generate({ prompt: "cat", model: "a-1" }))
        assert.deepStrictEqual(
          [a, b, c].map(({ asked }) => asked[0]?.model),
          ["a-1", "b-1", "c-1"]
        )
      })
    )

    it.effect("another one's name is for that one alone", () =>
      Effect.gen(function* () {
        const { a, b, c, model } = nested()
        yield* Effect.flip(model.generate({ prompt: "cat", model: "c-1" }))
        assert.deepStrictEqual(
          [a, b, c].map(({ asked }) => asked.length),
          [0, 0, 1]
        )
        assert.strictEqual(
          (yield* model.resolve({ prompt: "cat", model: "c-1" })).request.model,
          "c-1"
        )
        const error = yield* Effect.flip(model.resolve({ prompt: "cat", model: "d-1" }))
        assert.deepInclude({ ...error }, { _tag: "ModelNotFound", provider: "a" })
      })
    )

    it("it has the first one's facts, and knows its members", () => {
      const { a, model } = nested()
      assert.strictEqual(model.info, a.model.info)
      const names = (service: Service) => service.members?.map(({ provider }) => provider)
      assert.deepStrictEqual(names(Policy.retry()(model)), ["a", "b", "c"])
      assert.isUndefined(a.model.members)
    })
  })

  describe("whose picture is loaded", () => {
    const picture = (name: string) => GeneratedImage.fromUrl(`https://pictures.example/${name}`)

    const asset = Effect.orDie(ImageAsset.fromBytes(pngBytes))

    /** Loads what is said, and keeps what it was asked for. */
    const loading = (outcome: Effect.Effect<ImageAsset.ImageAsset, AssetError> = asset) => {
      const loaded: Array<GeneratedImage.GeneratedImage> = []
      const load: Casting["load"] = (image) =>
        Effect.suspend(() => {
          loaded.push(image)
          return outcome
        })
      return { load, loaded }
    }

    const failing = (reason: AssetError["reason"]) =>
      loading(Effect.fail(new AssetError({ reason, description: reason })))

    it.effect("by the model that made it, previews too", () =>
      Effect.gen(function* () {
        const [first, second, third] = [loading(), loading(), loading()]
        const [draft, middle, result] = [picture("draft"), picture("middle"), picture("result")]
        const a = actor("a", [[preview(draft), busy]], first)
        const b = actor("b", [[preview(middle), busy]], second)
        const c = actor("c", [[new Completed({ images: [result] })]], third)
        const model = Policy.hedge([join(b.model, c.model)], { after: "1 minute" })(a.model)
        const { events, generation } = listenTo(Policy.retry()(model))
        yield* generation
        for (const event of events) {
          if (event._tag === "ImagePreview") yield* model.load(event.image)
          if (event._tag === "ImageResponse") yield* model.load(event.images[0])
        }
        assert.deepStrictEqual(
          [first, second, third].map(({ loaded }) => loaded),
          [[draft], [middle], [result]]
        )
      })
    )

    const load = (...members: ReadonlyArray<ReturnType<typeof loading>>) => {
      const [a, ...others] = members.map((member, at) => actor(`m${at}`, [[completed()]], member))
      const model = a === undefined ? undefined : join(a.model, ...others.map(({ model }) => model))
      return Effect.either(Effect.suspend(() => model?.load(picture("unknown")) ?? asset)).pipe(
        Effect.map((result) => ({ result, loaded: members.map(({ loaded }) => loaded.length) }))
      )
    }

    it.effect("one that it has not made is tried with each in turn", () =>
      Effect.gen(function* () {
        const first = yield* load(loading(), loading())
        assert.deepStrictEqual(first.loaded, [1, 0])
        const third = yield* load(failing("Forbidden"), failing("Unreachable"), loading())
        assert.deepStrictEqual([third.result._tag, third.loaded], ["Right", [1, 1, 1]])
        const none = yield* load(failing("Forbidden"), failing("NotFound"))
        assert.deepStrictEqual([none.result._tag, none.loaded], ["Left", [1, 1]])
      })
    )

    it.effect("but not an address that one of them forbids, nor what is no picture", () =>
      Effect.gen(function* () {
        for (const reason of ["ForbiddenAddress", "NotAnImage", "TooLarge"] as const) {
          const { loaded, result } = yield* load(failing(reason), loading())
          assert.deepStrictEqual([result._tag, loaded], ["Left", [1, 0]], reason)
        }
      })
    )
  })

  it.effect("a listener may ask a member for another picture", () =>
    Effect.gen(function* () {
      const a = actor("a", [[accepted, busy], [completed()]])
      const b = actor("b", [[preview(sketch), completed()]])
      const heard: Array<string> = []
      const model = Policy.retry()(join(Policy.retry()(a.model), b.model))
      const response = yield* model.generate(cat, (event) => {
        heard.push(event._tag)
        return Effect.asVoid(Effect.orDie(a.model.generate({ prompt: "thumbnail" })))
      })
      assert.strictEqual(response.receipt.attempt, 2)
      assert.deepStrictEqual(heard, ["Restarted", "ImagePreview"])
      assert.strictEqual(a.asked.length, 3)
    })
  )

  it.effect("a wrapper may ask its model several times, but not again for the same", () =>
    Effect.gen(function* () {
      const a = actor("a", [[completed()], [completed()], [completed()], [busy], [completed()]])
      const twice: Policy.Policy = (model) => ({
        ...model,
        generate: (request, onEvent) =>
          Effect.zipRight(model.generate(request, onEvent), model.generate(request, onEvent))
      })
      const once = yield* Policy.retry()(twice(a.model)).generate(cat)
      assert.strictEqual(once.receipt.attempt, 2)
      // The first of the two pictures is made, the second one fails in a way that could pass.
      const error = yield* Effect.flip(join(twice(a.model), a.model).generate(cat))
      assert.strictEqual(a.asked.length, 4)
      assert.include(error.message, "a:a-1 was asked for this picture already")
    })
  )
})
