import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { fromBytes, GeneratedImage } from "@easel/core/GeneratedImage"
import type { ImageError } from "@easel/core/ImageError"
import { ImagePreview, ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import { type Heard, pictureIndex, type Track } from "./Format.js"

const trusted = { disableValidation: true }

/** The picture that stands behind an image of the track. */
const fill = (track: Track, image: GeneratedImage): GeneratedImage => {
  const { source } = image
  const picture = source._tag === "Url" ? track.pictures[pictureIndex(source.url)] : undefined
  if (picture === undefined) return image
  return picture._tag === "Kept"
    ? fromBytes(picture.bytes, image.seed)
    : new GeneratedImage({ ...image, source: { _tag: "Url", url: picture.url } }, trusted)
}

const fillEvent = (track: Track, event: Heard): Heard =>
  event._tag === "ImagePreview"
    ? new ImagePreview({ index: event.index, image: fill(track, event.image) }, trusted)
    : event

const outcomeOf = (track: Track): Effect.Effect<ImageResponse, ImageError> => {
  const { outcome } = track
  if (outcome._tag !== "ImageResponse") return Effect.fail(outcome)
  const { images, receipt } = outcome
  const [first, ...others] = images
  const filled = [fill(track, first), ...others.map((image) => fill(track, image))] as const
  return Effect.succeed(new ImageResponse({ images: filled, receipt }, trusted))
}

/** Tells what was recorded, each event in its time, counted from the start. */
export const play = (
  track: Track,
  speed: number,
  onEvent: OnEvent
): Effect.Effect<ImageResponse, ImageError> =>
  Effect.gen(function* () {
    const startedAt = yield* Clock.currentTimeMillis
    const until = (at: number) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const left = startedAt + at / speed - now
        return left > 0 ? Effect.sleep(left) : Effect.void
      })
    const waits = speed > 0 && Number.isFinite(speed)
    for (const { at, event } of track.events) {
      if (waits) yield* until(at)
      yield* onEvent(fillEvent(track, event))
    }
    if (waits) yield* until(track.endedAt)
    return yield* outcomeOf(track)
  })
