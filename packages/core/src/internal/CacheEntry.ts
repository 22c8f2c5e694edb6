/** A finished generation as text. */
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Kept } from "../CacheStore.js"
import type { GeneratedImage } from "../GeneratedImage.js"
import * as ImageAsset from "../ImageAsset.js"
import { ImagePreview, ImageResponse, Warning } from "../ImageEvent.js"

const Entry = Schema.parseJson(
  Schema.Struct({
    /** Counts the changes of this form. */
    easelCache: Schema.Literal(1),
    key: Schema.String,
    events: Schema.Array(Schema.Union(ImagePreview, Warning)),
    response: ImageResponse
  })
)

const encodeEntry = Schema.encode(Entry)
const decodeEntry = Schema.decodeOption(Entry)

export const encode = (
  key: string,
  { events, response }: Kept
): Effect.Effect<string, ParseError> => encodeEntry({ easelCache: 1, key, events, response })

const pictures = ({ events, response }: Kept): ReadonlyArray<GeneratedImage> => [
  ...response.images,
  ...events.flatMap((event) => (event._tag === "ImagePreview" ? [event.image] : []))
]

const isWhole = ({ source }: GeneratedImage): boolean =>
  source._tag === "Bytes" && Either.isRight(ImageAsset.fromBytes(source.bytes))

/** The entry of that key; `None` when the text is none, or a picture in it is broken. */
export const decode =
  (key: string) =>
  (text: string): Option.Option<Kept> =>
    Option.filter(decodeEntry(text), (entry) => entry.key === key && pictures(entry).every(isWhole))

/** Bytes of all pictures. */
export const byteLength = (kept: Kept): number =>
  pictures(kept).reduce(
    (sum, { source }) => sum + (source._tag === "Bytes" ? source.bytes.length : 0),
    0
  )
