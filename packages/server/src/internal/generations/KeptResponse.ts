import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import { ImageResponse } from "@easel/core/ImageEvent"
import type { MediaType } from "@easel/core/MediaType"
import type { Receipt } from "@easel/core/Receipt"
import type { Finished } from "../../Dispatcher.js"
import type { PictureStoreError } from "../../GatewayError.js"
import type { Service as PictureLinks } from "../../PictureLinks.js"
import type { PictureName, Service as PictureStore } from "../../PictureStore.js"

/** A finished picture that lies in the store. */
interface KeptPicture {
  readonly name: PictureName
  readonly mediaType: MediaType
  readonly seed: number | undefined
}

type Pictures = readonly [KeptPicture, ...ReadonlyArray<KeptPicture>]

/** A response without its pictures' bytes. */
export class KeptResponse extends Data.TaggedClass("KeptResponse")<{
  readonly pictures: Pictures
  readonly receipt: Receipt
}> {}

/** Puts the pictures into the store. */
export const keep = (
  store: PictureStore,
  { pictures, response }: Finished
): Effect.Effect<KeptResponse, PictureStoreError> => {
  const put = (asset: ImageAsset, index: number) =>
    Effect.map(store.put(asset), (name): KeptPicture => ({
      name,
      mediaType: asset.mediaType,
      seed: response.images[index]?.seed
    }))
  const [first, ...others] = pictures
  return Effect.map(
    Effect.all([
      put(first, 0),
      Effect.forEach(others, (asset, index) => put(asset, index + 1), { concurrency: 4 })
    ]),
    ([first, others]) =>
      new KeptResponse({ pictures: [first, ...others], receipt: response.receipt })
  )
}

/** The response as it is told now, with addresses that have their whole life before them. */
export const tell = (
  links: PictureLinks,
  { pictures, receipt }: KeptResponse
): Effect.Effect<ImageResponse> => {
  const address = ({ mediaType, name, seed }: KeptPicture) =>
    Effect.map(
      links.urlOf(name),
      (url) =>
        new GeneratedImage(
          { source: { _tag: "Url", url }, mediaType, seed },
          { disableValidation: true }
        )
    )
  const [first, ...others] = pictures
  return Effect.map(
    Effect.all([address(first), Effect.forEach(others, address)]),
    ([first, others]) =>
      new ImageResponse({ images: [first, ...others], receipt }, { disableValidation: true })
  )
}
