/** From a response to files: fetch, put the receipt in, save, tell. */
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { GeneratedImage } from "@easel/core/GeneratedImage"
import type { Service } from "@easel/core/ImageModel"
import { extension } from "@easel/core/MediaType"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import { Receipt } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { basename } from "node:path"
import type { FileError } from "../FileError.js"
import type { Saved } from "../jsonLine.js"
import * as Output from "../Output.js"
import * as OutputName from "./OutputName.js"
import type { Report } from "./Report.js"
import { saveFile } from "./saveFile.js"

export interface Destination {
  readonly name: OutputName.OutputName
  readonly metadata: boolean
  readonly report: Report
  /** Number of the next picture of the run. */
  readonly nextNumber: () => number
  /** Told of every picture before it is saved; answers whether its pixels are the expected ones. */
  readonly compare?: ((asset: ImageAsset) => boolean) | undefined
}

/** The receipt of one picture out of several: its own seed makes it again alone. */
const receiptOf = (response: ImageResponse, image: GeneratedImage): Receipt => {
  const { receipt } = response
  return response.images.length > 1 && image.seed !== undefined
    ? new Receipt({ ...receipt, seed: image.seed, parameters: { ...receipt.parameters, count: 1 } })
    : receipt
}

const withReceipt = (
  asset: ImageAsset,
  receipt: Receipt,
  { metadata, report }: Destination
): Effect.Effect<Uint8Array> => {
  if (!metadata) return Effect.succeed(asset.bytes)
  return Option.match(PictureMetadata.embed(asset, receipt), {
    onSome: (bytes) => Effect.succeed(bytes),
    onNone: () =>
      Effect.as(
        report.note(
          `the receipt has no place in ${asset.mediaType} files; --json prints it, --format png keeps it`
        ),
        asset.bytes
      )
  })
}

const saveOne = (
  response: ImageResponse,
  image: GeneratedImage,
  model: Service,
  destination: Destination
): Effect.Effect<Saved, ImageError | FileError> =>
  Effect.gen(function* () {
    const { name, report } = destination
    const asset = yield* model.load(image)
    const receipt = receiptOf(response, image)
    const bytes = yield* withReceipt(asset, receipt, destination)
    const identical = destination.compare?.(asset)
    const saved = { bytes: bytes.length, mediaType: asset.mediaType, identical }
    if (name._tag === "Stdout") {
      yield* Output.bytes(bytes)
      yield* report.saved(undefined, asset, receipt.parameters)
      return { ...saved, path: undefined }
    }
    const wanted = OutputName.path(name, {
      prompt: receipt.prompt,
      provider: receipt.provider,
      model: receipt.model,
      seed: receipt.seed,
      n: destination.nextNumber(),
      extension: extension(asset.mediaType),
      time: receipt.timings.finished
    })
    if (OutputName.extensionChanged(name, wanted)) {
      yield* report.note(`the picture is ${asset.mediaType}: saving it as ${basename(wanted)}`)
    }
    const path = yield* saveFile(wanted, bytes)
    yield* report.saved(path, asset, receipt.parameters)
    return { ...saved, path }
  })

/** Saves every picture of a response, each told as soon as it is there. */
export const savePictures = (
  response: ImageResponse,
  model: Service,
  destination: Destination
): Effect.Effect<ReadonlyArray<Saved>, ImageError | FileError> =>
  Effect.forEach(
    destination.name._tag === "Stdout" ? [response.images[0]] : response.images,
    (image) => saveOne(response, image, model, destination)
  )
