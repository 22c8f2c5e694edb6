/** Any Space: found, asked what it offers, and called with what a request says. */
import { assert, describe, it } from "@effect/vitest"
import type { ImageRequest, Input } from "@easel/core/ImageRequest"
import * as ImageModel from "@easel/core/ImageModel"
import type { Component, Endpoint } from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import * as Gradio from "@easel/provider-gradio/Gradio"
import { FakeServer, TestPicture } from "@easel/testkit"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { endpoint, http, pictureOutput, specification } from "./support.js"

const picture = { label: "Result", component: "Image" }
const seedOutput = { label: "Seed", component: "Number" }

const withInputs = (
  inputs: ReadonlyArray<Component>,
  outputs: ReadonlyArray<Component> = [picture]
): Effect.Effect<Endpoint> =>
  Effect.map(pictureOutput(), (made) => ({
    ...endpoint([outputs.map((output) => (output === picture ? made : 7))]),
    inputs,
    outputs
  }))

interface Settings {
  readonly endpoints: Readonly<Record<string, Endpoint>>
  readonly fake?: Partial<FakeSpace.Options>
  readonly options?: Gradio.Options
}

/** A hub that knows the Space `me/mine`, and the provider pointed at it. */
const start = ({ endpoints, fake, options }: Settings) =>
  Effect.gen(function* () {
    const service = yield* FakeSpace.make({ endpoints, hubId: "me/mine", ...fake })
    const server = yield* FakeServer.start(service)
    const hubUrl = new URL(server.baseUrl)
    const model = yield* Gradio.make({ hubUrl, space: "me/mine", ...options })
    return { server, model }
  })

/** The inputs that were sent, and what was heard. */
const sent = (settings: Settings, request: Input) =>
  Effect.gen(function* () {
    const { model, server } = yield* start(settings)
    const warnings: Array<string> = []
    const { images, receipt } = yield* model.generate(request, (event) =>
      Effect.sync(() => {
        if (event._tag === "Warning") warnings.push(event.message)
      })
    )
    const post = server.requests.find(({ url }) => url.pathname.includes("/call/"))
    const { data }: { readonly data: ReadonlyArray<unknown> } = JSON.parse(post?.text ?? "{}")
    return { data, images, receipt, warnings, server }
  }).pipe(Effect.scoped, Effect.provide(http))

const refusal = (settings: Settings, request: Input) =>
  Effect.gen(function* () {
    const { model, server } = yield* start(settings)
    const error = yield* Effect.flip(model.generate(request))
    assert.strictEqual(error._tag, "InvalidRequest")
    assert.isFalse(server.requests.some(({ method }) => method === "POST"))
    return error._tag === "InvalidRequest" ? error : assert.fail()
  }).pipe(Effect.scoped, Effect.provide(http))

const prompt = "a fox"
const text = { name: "prompt" }
const side = { minimum: 256, maximum: 768, value: 512 }
const png = Effect.map(TestPicture.draw(specification), ({ bytes }) => bytes)

const gradio = (options: object): Pick<typeof ImageRequest.Type, "providerOptions"> => ({
  providerOptions: { gradio: { ...options } }
})

describe("a request", () => {
  it.live("goes where Spaces usually have it, and the rest is the Space's own", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs(
        [
          { component: "State", hidden: true },
          text,
          { name: "negative_prompt" },
          { name: "param_3", label: "Seed", minimum: 0, maximum: 99, value: 0 },
          { name: "randomize_seed", component: "Checkbox", value: true },
          { name: "width", ...side },
          { name: "height", ...side },
          { name: "guidance_scale", minimum: 0, maximum: 20, value: 5 },
          { name: "num_inference_steps", minimum: 1, maximum: 50, value: 28 },
          { name: "style", choices: ["plain", "pencil"], value: "plain" }
        ],
        [{ component: "State", hidden: true }, picture, seedOutput]
      )
      const request = { prompt, width: 640, height: 512, seed: 42, steps: 12 }
      const { data, receipt } = yield* sent({ endpoints: { infer } }, request)
      assert.deepStrictEqual(data, [null, prompt, "", 42, false, 640, 512, 5, 12, "plain"])
      // The hidden output before them counts.
      assert.strictEqual(receipt.seed, 7)
    })
  )

  it.live("without a seed has one in the Space's range", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text, { name: "seed", minimum: 5, maximum: 9, value: 5 }])
      const { data, receipt } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.include([5, 6, 7, 8, 9], data[1])
      assert.strictEqual(receipt.seed, data[1])
    })
  )

  it.live("has an unknown seed where the Space takes none", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text])
      const { receipt } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.strictEqual(receipt.seed, "unknown")
    })
  )

  it.live("without a size is the Space's own where the usual one is too large, and says so", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([
        text,
        { name: "width", ...side },
        { name: "height", minimum: 256, maximum: 2048, value: 512 }
      ])
      const { data, warnings } = yield* sent({ endpoints: { infer } }, { prompt })
      assert.deepStrictEqual(data, [prompt, 512, 1024])
      assert.deepStrictEqual(warnings, ["width is the Space's own, 512"])
    })
  )

  it.live("puts its prompt into the only text that there is", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([{ name: "wish" }])
      assert.deepStrictEqual((yield* sent({ endpoints: { infer } }, { prompt })).data, [prompt])
    })
  )

  it.live("takes inputs by name, also in a record of their own", () =>
    Effect.gen(function* () {
      const infer = yield* withInputs([text, { name: "style" }, { name: "fooBar" }])
      const options = gradio({ style: "oil", inputs: { fooBar: "x" } })
      const { data } = yield* sent({ endpoints: { infer } }, { prompt, ...options })
      assert.deepStrictEqual(data, [prompt, "oil", "x"])
    })
  )

  const inputs = [
    text,
    { name: "seed", minimum: 0, maximum: 99, value: 0 },
    { name: "strength", minimum: 0, maximum: 1, value: 0.5 },
    { name: "loud", component: "Checkbox", value: false },
    { name: "style", choices: ["plain", "pencil"], value: "plain" }
  ]
  const refused: Readonly<Record<string, readonly [Input, string, string | undefined]>> = {
    "an unknown input": [
      gradio({ strengt: 1 }),
      "providerOptions.gradio.strengt",
      "prompt, strength, loud, style"
    ],
    "a number out of range": [gradio({ strength: 2 }), "providerOptions.gradio.strength", "0 to 1"],
    "a text for a number": [gradio({ strength: "a" }), "providerOptions.gradio.strength", "0 to 1"],
    "a number for a switch": [gradio({ loud: 1 }), "providerOptions.gradio.loud", "true, false"],
    "another choice": [
      gradio({ style: "oil" }),
      "providerOptions.gradio.style",
      '"plain", "pencil"'
    ],
    "a seed beside the request's": [gradio({ seed: 3 }), "providerOptions.gradio.seed", "seed"],
    "a seed out of range": [{ seed: 100 }, "seed", "0 to 99"],
    "a negative prompt without a place": [{ negativePrompt: "rain" }, "negativePrompt", undefined],
    "a size without a place": [{ width: 512, height: 512 }, "width", undefined],
    "a picture without a place": [{ images: [new Uint8Array(3)] }, "images", undefined]
  }

  it.live.each(Object.entries(refused))("%s is refused, and nothing is sent", ([, row]) =>
    Effect.gen(function* () {
      const [request, option, legal] = row
      const infer = yield* withInputs(inputs)
      const error = yield* refusal({ endpoints: { infer } }, { ...request, prompt })
      assert.strictEqual(error.option, option)
      assert.strictEqual(error.legal, legal)
    })
  )
})

describe("the function", () => {
  const other = { ...endpoint([]), outputs: [{ label: "Words", component: "Textbox" }] }

  it.live("is the only one that makes pictures", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const { server } = yield* sent({ endpoints: { other, paint } }, { prompt })
      assert.isTrue(server.requests.some(({ url }) => url.pathname.endsWith("/call/paint")))
    })
  )

  it.live("must be named where there are several, or none", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const several = yield* refusal({ endpoints: { other, paint, draw: paint } }, { prompt })
      assert.include(several, { option: "providerOptions.gradio.api", legal: "paint, draw" })
      const none = yield* refusal({ endpoints: { other } }, { prompt })
      assert.include(none, { option: "providerOptions.gradio.api", legal: "other" })
      const unknown = yield* refusal(
        { endpoints: { paint } },
        { prompt, ...gradio({ api: "pain" }) }
      )
      assert.include(unknown, { option: "providerOptions.gradio.api", legal: "paint" })
    })
  )

  it.live("of the settings is for the Space of the settings", () =>
    Effect.gen(function* () {
      const paint = yield* withInputs([text])
      const settings = { endpoints: { paint, draw: paint }, options: { api: "/draw" } }
      const { server } = yield* sent(settings, { prompt })
      assert.isTrue(server.requests.some(({ url }) => url.pathname.endsWith("/call/draw")))
      const error = yield* refusal(settings, { prompt, ...gradio({ space: "me/mine" }) })
      assert.strictEqual(error.legal, "paint, draw")
    })
  )
})

describe("pictures", () => {
  it.live("are uploaded for an image, an editor and a gallery", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([
        text,
        { name: "image", component: "Image" },
        { name: "mask_image", component: "Image" },
        { name: "more", component: "Gallery" }
      ])
      const { data, server } = yield* sent(
        { endpoints: { edit } },
        { prompt, images: [bytes, bytes, bytes], mask: bytes }
      )
      const file = { mime_type: "image/png", meta: { _type: "gradio.FileData" } }
      assert.containSubset(data, [
        prompt,
        file,
        file,
        [
          { image: file, caption: null },
          { image: file, caption: null }
        ]
      ])
      assert.lengthOf(
        server.requests.filter(({ url }) => url.pathname === "/gradio_api/upload"),
        4
      )
    })
  )

  it.live("go into an editor with the mask as its layer", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([{ name: "canvas", component: "ImageEditor" }])
      const { data, warnings } = yield* sent(
        { endpoints: { edit } },
        { prompt, images: [bytes], mask: bytes }
      )
      const file = { mime_type: "image/png" }
      assert.containSubset(data, [{ background: file, layers: [file], composite: file }])
      assert.deepStrictEqual(warnings, [
        "the function /edit of the Space has no input for the prompt"
      ])
    })
  )

  it.live("that are too many, or a mask without a place, are refused before an upload", () =>
    Effect.gen(function* () {
      const bytes = yield* png
      const edit = yield* withInputs([text, { name: "image", component: "Image" }])
      const settings = { endpoints: { edit } }
      const many = yield* refusal(settings, { prompt, images: [bytes, bytes] })
      assert.include(many, { option: "images" })
      const mask = yield* refusal(settings, { prompt, images: [bytes], mask: bytes })
      assert.include(mask, { option: "mask" })
    })
  )
})

describe("a Space", () => {
  const infer = withInputs([text])

  it.scopedLive("is found by its name, by its page, and by its address", () =>
    Effect.gen(function* () {
      const { model, server } = yield* start({ endpoints: { infer: yield* infer } })
      const hubPages = ["me/mine", "https://huggingface.co/spaces/me/mine"]
      for (const space of [...hubPages, server.baseUrl]) {
        const { images } = yield* model.generate({ prompt, ...gradio({ space }) })
        assert.strictEqual((yield* model.load(images[0])).mediaType, "image/png")
      }
    }).pipe(Effect.provide(http))
  )

  const wrong = [
    "mine",
    "ftp://mine",
    "https://a:b@mine.hf.space",
    "http://10.0.0.1",
    "http://[::1]"
  ]

  it.scopedLive.each(wrong)("%s is refused, and nothing is sent", (space) =>
    Effect.gen(function* () {
      // With a hub that is public, this machine's own addresses are not for everybody.
      const model = yield* Gradio.make({ space: "http://127.0.0.1:9" })
      const error = yield* Effect.flip(model.generate({ prompt, ...gradio({ space }) }))
      assert.include(error, { _tag: "InvalidRequest", option: "providerOptions.gradio.space" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("on this machine may be the setting's", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const model = yield* Gradio.make({ space: server.baseUrl })
      const { images } = yield* model.generate({ prompt })
      assert.strictEqual((yield* model.load(images[0])).mediaType, "image/png")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("that no setting and no request names is asked for", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* Gradio.make()).generate({ prompt }))
      assert.include(error, { _tag: "InvalidRequest", option: "providerOptions.gradio.space" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("that the hub does not know is NotFound", () =>
    Effect.gen(function* () {
      const { model } = yield* start({ endpoints: {} })
      const error = yield* Effect.flip(model.generate({ prompt, ...gradio({ space: "no/such" }) }))
      assert.include(error, { _tag: "ResponseError", reason: "NotFound" })
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("is told to stop a job whose caller has left", () =>
    Effect.gen(function* () {
      const slow = { ...(yield* infer), run: () => Stream.never }
      const { model, server } = yield* start({ endpoints: { infer: slow } })
      const fiber = yield* Effect.fork(model.generate({ prompt }))
      yield* Effect.repeat(Effect.sleep("5 millis"), {
        until: () => server.requests.some(({ url }) => url.pathname.endsWith("/queue/data"))
      })
      yield* Effect.sleep("10 millis")
      yield* Fiber.interrupt(fiber)
      const { method, url } = server.requests.at(-1) ?? assert.fail("nothing was sent")
      assert.strictEqual(`${method} ${url.pathname}`, "POST /gradio_api/cancel")
    }).pipe(Effect.provide(http))
  )
})

describe("the token", () => {
  const infer = withInputs([text])
  const token = Redacted.make("hf_own")
  const sharedToken = Redacted.make("hf_shared")

  /** What was sent to a Space at an address of its own, beside the hub. */
  const keys = (options: Gradio.Options, asOption: boolean) =>
    Effect.gen(function* () {
      const { server: hub } = yield* start({ endpoints: {} })
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const { baseUrl: space } = server
      const model = yield* Gradio.make({
        hubUrl: new URL(hub.baseUrl),
        ...(asOption ? {} : { space }),
        ...options
      })
      yield* model.generate({ prompt, ...(asOption ? gradio({ space }) : {}) })
      return [...new Set(server.requests.map(({ headers }) => headers["authorization"]))]
    }).pipe(Effect.scoped, Effect.provide(http))

  it.live("of one's own goes to the Space of the settings, and to none that a request names", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* keys({ token }, false), ["Bearer hf_own"])
      assert.deepStrictEqual(yield* keys({ token }, true), [undefined])
    })
  )

  it.live("of the machine goes to neither", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* keys({ sharedToken }, false), [undefined])
      assert.deepStrictEqual(yield* keys({ sharedToken }, true), [undefined])
    })
  )

  it.scopedLive("of the machine is not sent to another hub", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: { infer: yield* infer } })
      const environment = {
        EASEL_GRADIO_HUB_URL: server.baseUrl,
        EASEL_GRADIO_SPACE: "me/mine",
        HF_TOKEN: "hf_shared"
      }
      yield* ImageModel.generate({ prompt }).pipe(
        Effect.provide(Gradio.plugin.layer),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
      )
      assert.isAbove(server.requests.length, 3)
      assert.notInclude(JSON.stringify(server.requests), "hf_shared")
    }).pipe(Effect.provide(http))
  )

  it.scopedLive("shows what is left of the account's quota", () =>
    Effect.gen(function* () {
      const { server } = yield* start({ endpoints: {} })
      const account = (entries: Readonly<Record<string, string>>) =>
        Effect.withConfigProvider(
          Gradio.plugin.account ?? Effect.dieMessage("no account"),
          ConfigProvider.fromMap(
            new Map(Object.entries({ EASEL_GRADIO_HUB_URL: server.baseUrl, ...entries }))
          )
        )
      assert.isUndefined(yield* account({}))
      assert.strictEqual(
        yield* account({ EASEL_GRADIO_TOKEN: "hf_own" }),
        "ZeroGPU: 92 s of 300 s left today, whole again at 2026-11-28T09:00:00.000Z"
      )
      assert.strictEqual(server.requests[0]?.headers["authorization"], "Bearer hf_own")
    }).pipe(Effect.provide(http))
  )
})
