/** The pictures of a finished item, as a gateway names them. */
import type { OutputError } from "@easel/batch/BatchError"
import type { ItemRecord, StoredPicture } from "@easel/batch/BatchItem"
import type { Place } from "@easel/batch/OutputStore"
import * as ImageAsset from "@easel/core/ImageAsset"
import * as MediaType from "@easel/core/MediaType"
import type { Picture } from "@easel/server/DurableGenerations"
import { PictureNotFound, PictureStoreError } from "@easel/server/GatewayError"
import { PictureName } from "@easel/server/PictureStore"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

type Ended = Pick<ItemRecord, "pictures" | "receipt">

const isMediaType = Schema.is(MediaType.MediaType)

const unreadable = ({ reason }: OutputError) =>
  reason === "Missing"
    ? new PictureNotFound()
    : new PictureStoreError({ operation: "get", description: reason })

/** Reads a picture from the output of its batch. */
const load = (place: Place, id: string, { name }: StoredPicture): Picture["load"] =>
  place.get(`${id}/${name}`).pipe(
    Effect.mapError(unreadable),
    Effect.flatMap((bytes) =>
      Effect.mapError(ImageAsset.fromBytes(bytes), () => new PictureNotFound())
    )
  )

/** A seed is told of one picture, and not of several. */
const seedOf = ({ pictures, receipt }: Ended): number | undefined =>
  pictures.length === 1 && typeof receipt?.seed === "number" ? receipt.seed : undefined

/** `place` is the folder of all outputs. */
export const picturesOf = (place: Place, id: string, ended: Ended): ReadonlyArray<Picture> =>
  ended.pictures.flatMap((picture): ReadonlyArray<Picture> => {
    const { mediaType, sha256 } = picture
    if (!isMediaType(mediaType)) return []
    return [
      {
        name: PictureName.make(`${sha256}.${MediaType.extension(mediaType)}`),
        mediaType,
        seed: seedOf(ended),
        load: load(place, id, picture)
      }
    ]
  })
