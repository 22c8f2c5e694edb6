/** Finished pictures as the parts of an answer's JSON. */
import * as Effect from "effect/Effect"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { Warning } from "@easel/core/ImageEvent"
import type { Finished } from "../Dispatcher.js"
import type { PictureStoreError } from "../GatewayError.js"
import { PictureLinks } from "../PictureLinks.js"
import { PictureStore } from "../PictureStore.js"
import { type ImagesRequest, formatOf } from "./ImagesRequest.js"
import * as PictureText from "./PictureText.js"

/** Parts of a JSON document, to be joined. */
export type Parts = ReadonlyArray<string | PictureText.Picture>

/** What Easel says beside OpenAI's fields, the braces left out. */
export const easelOf = ({ receipt }: Finished, warnings: ReadonlyArray<Warning>): string =>
  `"easel":${JSON.stringify({
    receipt,
    warnings: warnings.map(({ code, message }) => ({ code, message }))
  })}`

const urlOf = (
  picture: ImageAsset
): Effect.Effect<string, PictureStoreError, PictureStore | PictureLinks> =>
  Effect.gen(function* () {
    const store = yield* PictureStore
    const links = yield* PictureLinks
    return yield* links.urlOf(yield* store.put(picture))
  })

/** The picture as the service sent it, where that saves encoding it. */
const textOf = ({ response }: Finished, index: number, { bytes }: ImageAsset) => {
  const image = response.images[index]
  return (image && PictureText.fromImage(image)) ?? bytes
}

/** The fields of one picture, the braces left out: `"b64_json"` or `"url"`, and its seed. */
export const pictureFields = (
  finished: Finished,
  index: number,
  picture: ImageAsset,
  { responseFormat }: ImagesRequest
): Effect.Effect<Parts, PictureStoreError, PictureStore | PictureLinks> => {
  const { images, receipt } = finished.response
  const only = images.length === 1 && receipt.seed !== "unknown" ? receipt.seed : undefined
  const seed = images[index]?.seed ?? only
  const rest = seed === undefined ? "" : `,"seed":${seed}`
  return responseFormat === "url"
    ? Effect.map(urlOf(picture), (url) => [`"url":${JSON.stringify(url)}${rest}`])
    : Effect.succeed([`"b64_json":"`, textOf(finished, index, picture), `"${rest}`])
}

/** `"1024x1024"`, as it was asked of the model. */
export const sizeOf = ({ response }: Finished): string =>
  `${response.receipt.parameters.width}x${response.receipt.parameters.height}`

export const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1000)

/** The whole document of an answer that is no stream. */
export const document = (
  finished: Finished,
  request: ImagesRequest,
  warnings: ReadonlyArray<Warning>
): Effect.Effect<Uint8Array, PictureStoreError, PictureStore | PictureLinks> =>
  Effect.gen(function* () {
    const { pictures, response } = finished
    const parts: Array<string | PictureText.Picture> = []
    for (const [index, picture] of pictures.entries()) {
      const fields = yield* pictureFields(finished, index, picture, request)
      parts.push(index === 0 ? "{" : "},{", ...fields)
    }
    const known = {
      size: sizeOf(finished),
      output_format: formatOf(pictures[0].mediaType)
    }
    const created = secondsOf(response.receipt.timings.finished)
    return PictureText.join(
      `{"created":${created},"data":[`,
      ...parts,
      `}],${JSON.stringify(known).slice(1, -1)},${easelOf(finished, warnings)}}`
    )
  })
