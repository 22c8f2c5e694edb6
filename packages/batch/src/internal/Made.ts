/** What a service made, as it is written down before it is stored: references, not bytes. */
import { Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { ItemWarning, StoredPicture } from "../BatchItem.js"

export const MadePicture = Schema.Union(
  /** The service keeps it there. */
  Schema.TaggedStruct("At", { url: Schema.String }),
  /** It came as bytes, which were stored at once. */
  Schema.TaggedStruct("Stored", { picture: StoredPicture })
)
export type MadePicture = typeof MadePicture.Type

export const Made = Schema.Struct({
  pictures: Schema.NonEmptyArray(MadePicture),
  receipt: Receipt,
  warnings: Schema.Array(ItemWarning)
})
export type Made = typeof Made.Type
