import * as Schema from "effect/Schema"
import { AspectRatio } from "@easel/core/AspectRatio"
import { ImageError } from "@easel/core/ImageError"
import {
  ImagePreview,
  ImageResponse,
  Progress,
  Queued,
  Restarted,
  Warning
} from "@easel/core/ImageEvent"
import { Count, Seed, Side } from "@easel/core/ImageRequest"
import { MediaType } from "@easel/core/MediaType"
import { ModelInfo } from "@easel/core/ModelInfo"

/** What a cassette says it is. */
export const format = "easel-cassette"

/** Grows when a text of the old form can't be read any more. */
export const version = 1

const Index = Schema.Int.pipe(Schema.nonNegative())

/** Milliseconds from the start of the generation. */
const Offset = Schema.Number.pipe(Schema.finite(), Schema.nonNegative())

/** A picture that was loaded; base64 in JSON. */
const Kept = Schema.TaggedStruct("Kept", {
  bytes: Schema.Uint8ArrayFromBase64,
  /** From the bytes; a picture that went in may be of a kind that is not known. */
  mediaType: Schema.optional(MediaType)
})

/** A picture that could not be loaded, and why. */
const Lost = Schema.TaggedStruct("Lost", { url: Schema.String, error: ImageError })

export const Picture = Schema.Union(Kept, Lost)
export type Picture = typeof Picture.Type

const Options = Schema.Record({ key: Schema.String, value: Schema.Unknown })

/** The request as it was resolved. */
export const RecordedRequest = Schema.Struct({
  prompt: Schema.String,
  negativePrompt: Schema.optional(Schema.String),
  width: Side,
  height: Side,
  aspectRatio: Schema.optional(AspectRatio),
  seed: Schema.optional(Seed),
  count: Count,
  steps: Schema.optional(Schema.Number),
  guidanceScale: Schema.optional(Schema.Number),
  /** Indexes into the pictures of the track. */
  images: Schema.Array(Index),
  /** The same. */
  mask: Schema.optional(Index),
  strength: Schema.optional(Schema.Number),
  outputFormat: Schema.optional(MediaType),
  /** The provider's options as the caller gave them. */
  givenOptions: Options,
  /** The same with the provider's defaults, as a receipt has them. */
  options: Options
})
export type RecordedRequest = typeof RecordedRequest.Type

/** What is heard before the outcome. */
export const Heard = Schema.Union(Queued, Progress, ImagePreview, Warning, Restarted)
export type Heard = typeof Heard.Type

/** The source of a picture in an event is the address `picture:<index>`. */
export const pictureAddress = (index: number): string => `picture:${index}`

/** The index of such an address. */
export const pictureIndex = (address: string): number => Number(address.replace(/^picture:/, ""))

const Fields = Schema.Struct({
  recorded: Schema.DateFromString,
  request: RecordedRequest,
  events: Schema.Array(Schema.Struct({ at: Offset, event: Heard })),
  endedAt: Offset,
  outcome: Schema.Union(ImageResponse, ImageError),
  /** All pictures: those that went in, the previews, the finished ones. */
  pictures: Schema.Array(Picture)
})

const indexesOf = ({ events, outcome, request }: typeof Fields.Type): ReadonlyArray<number> => {
  const previews = events.flatMap(({ event }) =>
    event._tag === "ImagePreview" ? [event.image] : []
  )
  const finished = outcome._tag === "ImageResponse" ? outcome.images : []
  return [
    ...request.images,
    ...(request.mask === undefined ? [] : [request.mask]),
    ...[...previews, ...finished].map(({ source }) =>
      source._tag === "Url" ? pictureIndex(source.url) : Number.NaN
    )
  ]
}

/** One generation. */
export const Track = Fields.pipe(
  Schema.filter((track) =>
    indexesOf(track).every((index) => track.pictures[index] !== undefined)
      ? undefined
      : "a picture is named that the track does not hold"
  )
)
export type Track = typeof Track.Type

/** Recorded generations of one model. */
export class Cassette extends Schema.Class<Cassette>("@easel/testkit/Cassette")({
  format: Schema.Literal(format),
  version: Schema.Literal(version),
  model: ModelInfo,
  tracks: Schema.NonEmptyArray(Track)
}) {}
