import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as AspectRatio from "@easel/core/AspectRatio"
import { InvalidRequest } from "@easel/core/ImageError"
import * as ImageSize from "@easel/core/ImageSize"
import { ImageRequest } from "@easel/core/ImageRequest"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as NodeHttp from "@easel/node/NodeHttp"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"
import { corrected, fieldOf } from "../src/page/form/corrected.js"
import { empty, type Form } from "../src/page/form/Form.js"
import { remix, useAll } from "../src/page/form/fromPicture.js"
import { optionFields } from "../src/page/form/optionFields.js"
import { expectedSize, requestsOf } from "../src/page/form/requestsOf.js"
import { keepsRatio, nearest, ratios, sizeOf } from "../src/page/form/sizes.js"
import { encodeRequest } from "../src/page/wire/encodeRequest.js"
import type { Failure } from "../src/page/wire/Failure.js"
import type { Model } from "../src/page/wire/Model.js"
import { keyOfPlugin, modelOf, picture, plugins, summaryOf } from "./samples.js"

const everything: Form = {
  ...empty,
  prompt: "  A cat  ",
  negativePrompt: "dogs",
  size: { kind: "Ratio", ratio: "3:2" },
  seed: 5,
  steps: 500,
  guidanceScale: 3,
  strength: 0.5,
  outputFormat: "image/webp",
  count: 3,
  options: { imagelabs: { tiling: true }, sd35: { randomizeSeed: false } }
}

const editor: Model = {
  ...modelOf(sketch),
  provider: "editor",
  takes: { ...modelOf(sketch).takes, images: 1, mask: true, strength: true, count: 2 }
}

describe("sizes", () => {
  it("knows the ratios of core and the size of each", () => {
    expect(ratios).toEqual(AspectRatio.all)
  })

  it.each(plugins)("come out for $id as core resolves them", (plugin) => {
    const capability = modelOf(plugin).takes.size
    for (const ratio of AspectRatio.all) {
      const { fitted, ...size } = Either.getOrThrow(
        ImageSize.resolve(plugin.models[0].takes.size, { aspectRatio: ratio })
      )
      expect(sizeOf(capability, ratio)).toEqual(size)
      expect(keepsRatio(capability, ratio)).toBe(fitted === undefined)
    }
    const odd = { width: 777, height: 5000 }
    expect(nearest(capability, odd)).toEqual(ImageSize.nearest(plugin.models[0].takes.size, odd))
  })

  it("of a list are those of the list", () => {
    const sizes = [
      { width: 512, height: 512 },
      { width: 768, height: 512 }
    ]
    const list = { _tag: "SizeList" as const, default: { width: 512, height: 512 }, sizes }
    expect(sizeOf(list, "3:2")).toEqual({ width: 768, height: 512 })
    expect(keepsRatio(list, "9:16")).toBe(false)
  })
})

/** Holds the request against the model; sends nothing. */
const resolve = (plugin: ImagePlugin, request: ImageRequest) =>
  Effect.flatMap(plugin.make(plugin.models[0]), (service) => service.resolve(request)).pipe(
    Effect.provide(NodeHttp.layer),
    Effect.scoped,
    Effect.runPromise
  )

describe("requestsOf", () => {
  it.each(plugins)("asks $id for nothing that it refuses or changes", async (plugin) => {
    const model = modelOf(plugin)
    const requests = requestsOf(everything, model)
    expect(requests).toHaveLength(3)
    for (const body of requests) {
      const request = Schema.decodeUnknownSync(ImageRequest)(JSON.parse(JSON.stringify(body)))
      expect(request.model).toBe(keyOfPlugin(plugin))
      const own = new ImageRequest({ ...request, model: model.name })
      expect((await resolve(plugin, own)).warnings).toEqual([])
    }
  })

  it("numbers the seeds, and begins anew after the largest", () => {
    const seeds = (seed: number) =>
      requestsOf({ ...everything, seed }, modelOf(sketch)).map((body) => body["seed"])
    expect(seeds(5)).toEqual([5, 6, 7])
    expect(seeds(2 ** 32 - 2)).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0])
  })

  it("makes as many in one call as the model does", () => {
    const requests = requestsOf(everything, editor)
    expect(requests.map((body) => [body["count"], body["seed"]])).toEqual([
      [2, 5],
      [undefined, 7]
    ])
  })

  it("sends input pictures, mask and strength together or not at all", async () => {
    const mask = new Blob(["mask"])
    const images = [new Blob(["a"]), new Blob(["b"])]
    const [without] = requestsOf({ ...everything, mask }, editor)
    expect(without).not.toHaveProperty("mask")
    expect(without).not.toHaveProperty("strength")
    const [edit] = requestsOf({ ...everything, mask, images }, editor)
    expect(await encodeRequest(edit ?? {})).toMatchObject({
      images: ["YQ=="],
      mask: "bWFzaw==",
      strength: 0.5
    })
    const [drawing] = requestsOf({ ...everything, images }, modelOf(sketch))
    expect(drawing).not.toHaveProperty("images")
  })

  it("keeps to a model's range, as the form shows it", () => {
    expect(requestsOf(everything, modelOf(sd35))[0]).toMatchObject({ steps: 50 })
  })

  it("expects the size that will come out", () => {
    expect(expectedSize(everything, modelOf(sd35))).toEqual({ width: 1024, height: 672 })
    expect(expectedSize({ ...everything, size: { kind: "Default" } }, modelOf(imagelabs))).toEqual({
      width: 1152,
      height: 896
    })
  })
})

describe("optionFields", () => {
  const inputs = (schema: unknown) =>
    optionFields(schema).map(({ input, name }) => [name, input.kind])

  it("shows the options of the providers that are there", () => {
    expect(inputs(summaryOf(sketch).optionsSchema)).toEqual([])
    expect(inputs(summaryOf(sd35).optionsSchema)).toEqual([["randomizeSeed", "Switch"]])
    expect(inputs(summaryOf(imagelabs).optionsSchema)).toEqual([
      ["subseed", "NumberOrText"],
      ["tiling", "Switch"]
    ])
    const [randomize] = optionFields(summaryOf(sd35).optionsSchema)
    expect(randomize).toMatchObject({ label: "Randomize seed", required: false })
    expect(randomize?.hint).toContain("chooses the seed")
  })

  it("follows references, takes choices, ranges and what may be null", () => {
    const schema = {
      $defs: { Mood: { enum: ["calm", "wild"] } },
      required: ["mood"],
      properties: {
        mood: { $ref: "#/$defs/Mood" },
        depth: { type: "number", minimum: 0, maximum: 2 },
        style: { anyOf: [{ type: "string" }, { type: "null" }] },
        loop: { $ref: "#/$defs/Missing" },
        parts: { type: "array" }
      }
    }
    expect(optionFields(schema).map(({ input }) => input)).toEqual([
      { kind: "Choice", choices: ["calm", "wild"] },
      { kind: "Number", whole: false, minimum: 0, maximum: 2 },
      { kind: "Text" },
      { kind: "Json" },
      { kind: "Json" }
    ])
    expect(optionFields(schema)[0]?.required).toBe(true)
  })

  it.each([undefined, null, 5, "x", [], { type: "object" }])("has no fields for %j", (schema) => {
    expect(optionFields(schema)).toEqual([])
  })
})

describe("a picture's parameters", () => {
  const before: Form = { ...everything, count: 4, prompt: "something else" }

  it("all go into the form with “use all”", () => {
    const form = useAll(before, picture())
    const [body, ...others] = requestsOf(form, modelOf(sd35))
    expect(others).toEqual([])
    expect(body).toEqual({
      prompt: "A red fox",
      model: keyOfPlugin(sd35),
      negativePrompt: "snow",
      width: 768,
      height: 512,
      seed: 42,
      steps: 20,
      guidanceScale: 3.5
    })
  })

  it("go into the form but for the seed with “remix”", () => {
    const form = remix(before, picture())
    expect(form).toEqual({ ...useAll(before, picture()), seed: undefined, count: 4 })
  })

  it("have no seed when the service keeps it", () => {
    expect(useAll(before, picture({ seed: "unknown" })).seed).toBeUndefined()
  })
})

describe("corrected", () => {
  const refusal = (option: string, legal?: string): Failure => ({
    _tag: "InvalidRequest",
    option,
    legal
  })

  it("takes the size that core names", () => {
    const error = Either.flip(
      ImageSize.resolve(sd35.models[0].takes.size, { width: 1000, height: 1000 })
    )
    const { legal, option } = Either.getOrThrow(error)
    expect(error.pipe(Either.getOrThrow)).toBeInstanceOf(InvalidRequest)
    expect(corrected({ width: 1000, height: 1000 }, refusal(option, legal))).toEqual({
      request: { width: 992, height: 992 },
      form: { size: { kind: "Exact", width: 992, height: 992 } }
    })
  })

  it("takes numbers", () => {
    expect(corrected({ steps: 90 }, refusal("steps", "50"))).toEqual({
      request: { steps: 50 },
      form: { steps: 50 }
    })
  })

  it("offers nothing that it can't put in", () => {
    expect(corrected({}, refusal("prompt", "x"))).toBeUndefined()
    expect(corrected({}, refusal("steps", "some"))).toBeUndefined()
    expect(corrected({}, refusal("steps"))).toBeUndefined()
  })

  it.each([
    ["width", "size"],
    ["aspectRatio", "size"],
    ["images.0", "images"],
    ["messages.1.content", "prompt"],
    ["providerOptions.sd35.randomizeSeed", "providerOptions.sd35.randomizeSeed"]
  ])("knows the field of %s", (option, field) => {
    expect(fieldOf(option)).toBe(field)
  })
})
