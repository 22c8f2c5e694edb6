import * as ImageAsset from "@easel/core/ImageAsset"
import type { ImagePreview } from "@easel/core/ImageEvent"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { encodedLength, mostPictureCharacters } from "./answer.js"

/** A picture of the answer, as it can be shown. */
export interface Shown {
  /** None when even the preview is too large, or there was none. */
  readonly block: Option.Option<ImageAsset.ImageAsset>
  readonly is: "Picture" | "Preview" | "Nothing"
}

const nothing: Shown = { block: Option.none(), is: "Nothing" }

/** Whether a preview is small enough to stand for a picture that is not. */
export const fitsAnswer = ({ image: { source } }: ImagePreview): boolean => {
  switch (source._tag) {
    case "Bytes":
      return source.bytes.length * 4 <= mostPictureCharacters * 3
    case "DataUrl":
      return source.dataUrl.length <= mostPictureCharacters
    case "Base64":
      return source.base64.length <= mostPictureCharacters
    case "Url":
      return false
  }
}

const lastPreview = (
  preview: ImagePreview | undefined
): Effect.Effect<Option.Option<ImageAsset.ImageAsset>> =>
  preview === undefined ? Effect.succeedNone : Effect.option(ImageAsset.loadEmbedded(preview.image))

/**
 * Which pictures fit into one answer. Instead of a single picture that does not, the last preview is
 * shown when it is small enough.
 */
export const shownPictures = (
  pictures: ReadonlyArray<ImageAsset.ImageAsset>,
  preview: ImagePreview | undefined
): Effect.Effect<ReadonlyArray<Shown>> =>
  Effect.gen(function* () {
    const substitute = pictures.length === 1 ? yield* lastPreview(preview) : Option.none()
    let room = mostPictureCharacters
    const take = (candidate: ImageAsset.ImageAsset): boolean => {
      const length = encodedLength(candidate)
      if (length > room) return false
      room -= length
      return true
    }
    return pictures.map((picture): Shown => {
      if (take(picture)) return { block: Option.some(picture), is: "Picture" }
      return Option.isSome(substitute) && take(substitute.value)
        ? { block: substitute, is: "Preview" }
        : nothing
    })
  })
