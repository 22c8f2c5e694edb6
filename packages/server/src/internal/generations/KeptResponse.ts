import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageAsset } from "@easel/core/ImageAsset"
import { ProviderDefect } from "@easel/core/ImageError"
import { ImageResponse } from "@easel/core/ImageEvent"
import type { MediaType } from "@easel/core/MediaType"
import { Receipt } from "@easel/core/Receipt"
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

const encodeReceipt = Schema.encode(Receipt)

/** A provider may put into its receipt what can't be told over HTTP, as half a picture. */
const tellable = (receipt: Receipt): Effect.Effect<void, ProviderDefect> =>
  Effect.mapBoth(encodeReceipt(receipt), {
    onFailure: ({ message }) =>
      new ProviderDefect({
        provider: receipt.provider,
        model: receipt.model,
        jobId: receipt.jobId,
        description: `its receipt is no receipt: ${message}`.slice(0, 300)
      }),
    onSuccess: () => undefined
  })

/** Puts the pictures into the store. */
export const keep = (
  store: PictureStore,
  { pictures, response }: Finished
): Effect.Effect<KeptResponse, PictureStoreError | ProviderDefect> => {
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
      Effect.forEach(others, (asset, index) => put(asset, index + 1), { concurrency: 4 }),
      tellable(response.receipt)
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
