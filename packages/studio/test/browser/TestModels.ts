/**
 * The providers of the browser tests: the embedded one, sandbox stand-ins of real wires on sockets,
 * and one that takes and tells everything that a model can.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import { ResponseError } from "@easel/core/ImageError"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as Policy from "@easel/core/Policy"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { PictureSpecification } from "@easel/core/Fake"
import * as NodeHttp from "@easel/node/NodeHttp"
import imagelabs from "@easel/provider-imagelabs"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"
import * as Drawing from "@easel/provider-sketch/Drawing"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Gates from "./Gates.js"

/** A drawing by rule. One that is finished waits for the door that its prompt names. */
const draw = ({ detail, height, prompt, seed, width }: PictureSpecification) =>
  Effect.promise((signal) =>
    Drawing.draw(Drawing.plan(prompt, seed), { width, height }, { detail, signal })
  ).pipe(
    Effect.tap(() => (detail === 1 ? Gates.pass(prompt) : Effect.void)),
    Effect.map((bytes) => ({ bytes, mediaType: "image/png" as const }))
  )

const AtelierOptions = Schema.Struct({
  finish: Schema.optional(
    Schema.Literal("matt", "glossy").annotations({ description: "how the surface looks" })
  ),
  layers: Schema.optional(Schema.Int.pipe(Schema.between(1, 9))),
  signed: Schema.optional(Schema.Boolean)
})

const atelierModel = (name: string, working: boolean) =>
  new ModelInfo({
    provider: "atelier",
    name,
    label: `Atelier ${name}`,
    aliases: [],
    working,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes: {
      size: {
        _tag: "SizeList",
        default: { width: 512, height: 512 },
        sizes: [
          { width: 512, height: 512 },
          { width: 768, height: 512 },
          { width: 512, height: 768 }
        ]
      },
      negativePrompt: true,
      seed: { minimum: 0, maximum: 999 },
      steps: { minimum: 1, maximum: 30, step: 1, default: 12 },
      guidanceScale: { minimum: 0, maximum: 10, step: 0.5, default: 5 },
      count: 4,
      images: 2,
      mask: true,
      strength: true,
      outputFormats: ["image/png", "image/webp"]
    },
    gives: { queue: true, progress: "Fraction", previews: true, seed: true, cancel: true }
  })

const refusal = new ResponseError({
  reason: "Overloaded",
  message: "no brush is free",
  status: 503,
  retryable: true
})

/** Tells everything; its prompts choose what happens. */
const atelier = (info: ModelInfo, isBroken: boolean): ImageModel.Service =>
  ImageModel.make({
    info,
    version: "0.1.0",
    options: AtelierOptions,
    load: loadEmbedded,
    generate: (request: ResolvedRequest<typeof AtelierOptions.Type>, emit) =>
      Effect.gen(function* () {
        const { count, height, prompt, seed: given, width } = request
        const seed = given ?? 7
        if (prompt.includes("refused")) {
          return yield* ResponseError.of({ reason: "Moderated", message: "not in this house" })
        }
        if (prompt.includes("line")) {
          yield* emit(ProviderEvent.queued({ position: 2, size: 3 }))
          yield* Gates.pass(prompt)
        }
        if (prompt.includes("varnish")) {
          yield* emit(ProviderEvent.warning("Varnish", "The varnish was left out."))
        }
        yield* emit(ProviderEvent.progress({ step: 3, total: 12, unit: "steps" }))
        const preview = yield* draw({ prompt, seed, width, height, detail: 0.3 })
        yield* emit(ProviderEvent.preview(GeneratedImage.fromBytes(preview.bytes)))
        if (isBroken && prompt.includes("restart")) {
          yield* Gates.pass(prompt)
          return yield* refusal
        }
        if (prompt.includes("restart")) yield* Gates.pass(prompt.replace("gate-", "gate-second"))
        const images = yield* Effect.forEach(Array.from({ length: count }), (_, index) =>
          Effect.map(draw({ prompt, seed: seed + index, width, height, detail: 1 }), ({ bytes }) =>
            GeneratedImage.fromBytes(bytes, seed + index)
          )
        )
        const [first, ...others] = images
        if (first === undefined) return yield* Effect.dieMessage("no picture was asked for")
        return ProviderEvent.completed({ images: [first, ...others], seed })
      })
  })

const atelierPlugin = ImagePlugin.define({
  id: "atelier",
  version: "0.1.0",
  label: "Atelier",
  homepage: "https://atelier.example/",
  url: "https://atelier.example/",
  apiEndpoint: "https://atelier.example/",
  models: [atelierModel("oil", true), atelierModel("fresco", false)],
  settings: {},
  options: AtelierOptions,
  make: (info) => Effect.succeed(Policy.fallback([atelier(info, false)])(atelier(info, true)))
})

/** The stand-ins listen, and the registry's models speak to them. */
export const registry = Layer.unwrapScoped(
  Effect.gen(function* () {
    const environment: Record<string, string> = { EASEL_IMAGELABS_POLL_INTERVAL: "1 second" }
    for (const plugin of [sd35, imagelabs]) {
      if (plugin.fake === undefined) continue
      const fake = yield* plugin.fake
      const service = yield* fake.make({ draw, latency: Duration.millis(30) })
      const { baseUrl } = yield* FakeServer.start(service)
      Object.assign(environment, fake.environment(baseUrl))
    }
    const provider = ConfigProvider.fromMap(new Map(Object.entries(environment)))
    // Models read their settings when they are first asked for.
    return ProviderRegistry.layer([sketch, sd35, imagelabs, atelierPlugin]).pipe(
      Layer.provide(NodeHttp.layer),
      Layer.provideMerge(Layer.setConfigProvider(provider))
    )
  })
)
