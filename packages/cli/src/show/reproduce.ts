/** `easel reproduce` */
import type { ImageAsset } from "@easel/core/ImageAsset"
import { InvalidRequest } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import { type Receipt, toRequest } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { parseOutput, prepare } from "../generate/destination.js"
import { makePictures } from "../generate/makePictures.js"
import { plan } from "../generate/plan.js"
import * as Report from "../generate/Report.js"
import { resolveCall } from "../generate/resolveCall.js"
import type { OutputInput } from "../generate/run.js"
import { settingsLayer } from "../generate/settingsLayer.js"
import * as Plugins from "../Plugins.js"
import { UsageError } from "../UsageError.js"
import { readPicture } from "./readPicture.js"
import { samePixels } from "./samePixels.js"

export interface ReproduceInput extends OutputInput {
  readonly file: string
}

const readReceipt = (file: string) =>
  Effect.gen(function* () {
    const { bytes, inscription } = yield* readPicture(file)
    if (inscription._tag === "Parameters") {
      return yield* new UsageError({
        message: `${file} was not made by Easel; what is written in it names no provider`,
        hint: `see: easel show ${file}`
      })
    }
    const { receipt } = inscription
    if (receipt.parameters.images !== undefined) {
      return yield* new InvalidRequest({
        option: "images",
        reason: "the picture was made from other pictures, which its receipt does not hold",
        provider: receipt.provider,
        model: receipt.model
      })
    }
    return { bytes, receipt }
  })

/** What may make the new picture another one. */
const reservations = (receipt: Receipt, plugin: ImagePlugin): ReadonlyArray<string> => [
  ...(receipt.seed === "unknown"
    ? ["the seed is unknown: the new picture will be similar, not the same"]
    : []),
  ...(receipt.providerVersion === plugin.version
    ? []
    : [`made by ${plugin.id} ${receipt.providerVersion}; this is ${plugin.version}`])
]

const verdict = (file: string, identical: boolean): string =>
  identical
    ? `the pixels are byte for byte those of ${file}`
    : `the pixels differ from those of ${file}`

/** Makes the picture again. */
export const run = (input: ReproduceInput) =>
  Effect.gen(function* () {
    const { bytes, receipt } = yield* readReceipt(input.file)
    const name = yield* parseOutput({
      output: Option.getOrUndefined(input.output),
      json: input.json,
      count: receipt.parameters.count
    })
    const plugins = yield* Plugins.use(input.plugin)
    return yield* Effect.gen(function* () {
      const registry = yield* ProviderRegistry
      const plugin = yield* registry.get(receipt.provider)
      const model = yield* registry.resolve(`${plugin.id}:${receipt.model}`)
      const request = toRequest(receipt)
      const calls = plan(request.count, model.info.takes.count, request.seed)
      yield* Effect.forEach(calls, (call) => resolveCall(model, request, call))
      yield* prepare(name)
      const report = yield* Report.make({ ...input, calls: calls.length })
      yield* Effect.forEach(reservations(receipt, plugin), report.note)
      let pictures = 0
      const saved = yield* makePictures({
        plugins: [plugin],
        model,
        request,
        calls,
        timeout: input.timeout,
        destination: {
          name,
          metadata: !input.noMetadata,
          report,
          nextNumber: () => ++pictures,
          compare: (asset: ImageAsset) => samePixels(asset.bytes, bytes)
        }
      })
      yield* report.note(
        verdict(
          input.file,
          saved.some(({ identical }) => identical === true)
        )
      )
    }).pipe(Effect.scoped, Effect.provide(settingsLayer(plugins, input)))
  })
