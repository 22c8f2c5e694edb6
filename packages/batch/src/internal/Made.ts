/** What a service made, as it is written down before it is stored: references, not bytes. */
import { Receipt } from "@easel/core/Receipt"
import * as Schema from "effect/Schema"
import { ItemWarning, StoredPicture } from "../BatchItem.js"

/** A picture that is about to be kept under its name. */
export const NamedPicture = StoredPicture.omit("location")
export type NamedPicture = typeof NamedPicture.Type

export const MadePicture = Schema.Union(
  /** The service keeps it there. */
  Schema.TaggedStruct("At", { url: Schema.String }),
  /** It came as bytes: it is where it belongs, or lost. */
  Schema.TaggedStruct("Named", { picture: NamedPicture })
)
export type MadePicture = typeof MadePicture.Type

export const Made = Schema.Struct({
  pictures: Schema.NonEmptyArray(MadePicture),
  receipt: Receipt,
  warnings: Schema.Array(ItemWarning)
})
export type Made = typeof Made.Type
