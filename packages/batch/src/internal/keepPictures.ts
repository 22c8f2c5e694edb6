/** From the service's answer to stored pictures. What comes as an address is written down first. */
import type { ImageError } from "@easel/core/ImageError"
import { isRetryable } from "@easel/core/ImageError"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { Receipt } from "@easel/core/Receipt"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { OutputError } from "../BatchError.js"
import type { ItemWarning } from "../BatchItem.js"
import type { BatchModels } from "../BatchModels.js"
import type { Answer } from "./followJob.js"
import type { ItemKey } from "./ItemChange.js"
import type { Made, MadePicture } from "./Made.js"
import type { OpenBatch } from "./openBatches.js"
import type { Steps } from "./Steps.js"
import { storePicture } from "./storePicture.js"

export interface Keeping {
  readonly steps: Steps
  readonly models: BatchModels["Type"]
  readonly batch: OpenBatch
  readonly key: ItemKey
  /** Name of the item. */
  readonly name: string
  /** Says to the readers of the batch why it stands still; `null` when it goes on. */
  readonly note: (reason: string | null) => Effect.Effect<void>
}

/** Fetching a picture again costs nothing. */
const again = Schedule.exponential(Duration.seconds(1)).pipe(Schedule.intersect(Schedule.recurs(5)))

const isWorthAnother = (error: ImageError): boolean =>
  isRetryable(error) ||
  error._tag === "TransportError" ||
  (error._tag === "AssetError" && error.reason === "Unreachable")

const load = (
  { models }: Keeping,
  { model, provider }: Receipt,
  image: GeneratedImage.GeneratedImage
) =>
  Effect.flatMap(models.member(provider, model), (member) =>
    Effect.retry(member.load(image), { schedule: again, while: isWorthAnother })
  )

const store = (
  keeping: Keeping,
  receipt: Receipt,
  image: GeneratedImage.GeneratedImage,
  position: number
) =>
  Effect.flatMap(load(keeping, receipt, image), (asset) => {
    const { batch, name, note } = keeping
    const { embedReceipt } = batch.settings
    const { place } = batch
    return storePicture(asset, { place, name, index: position + 1, receipt, embedReceipt, note })
  })

type Problem = ImageError | OutputError

/** Bytes that are nowhere else are stored at once. */
const makeNote = (keeping: Keeping, { response, warnings }: Answer): Effect.Effect<Made, Problem> =>
  Effect.gen(function* () {
    const { images, receipt } = response
    const found: Array<ItemWarning> = [...warnings]
    const keepOne = (image: GeneratedImage.GeneratedImage, position: number) =>
      Effect.gen(function* () {
        if (image.source._tag === "Url") return { _tag: "At", url: image.source.url } as const
        const { picture, warnings: more } = yield* store(keeping, receipt, image, position)
        found.push(...more)
        return { _tag: "Stored", picture } as const
      })
    const [first, ...others] = images
    const pictures = [
      yield* keepOne(first, 0),
      ...(yield* Effect.forEach(others, (image, index) => keepOne(image, index + 1)))
    ] as const
    return { pictures, receipt, warnings: found }
  })

const isStored = (picture: MadePicture): boolean => picture._tag === "Stored"

/** Fetches what is still at the service, and ends the item. */
export const storeMade = (keeping: Keeping, made: Made): Effect.Effect<void, Problem> =>
  Effect.gen(function* () {
    const { receipt } = made
    const warnings: Array<ItemWarning> = [...made.warnings]
    const pictures = yield* Effect.forEach(made.pictures, (picture, position) =>
      Effect.gen(function* () {
        if (picture._tag === "Stored") return picture.picture
        const image = GeneratedImage.fromUrl(picture.url)
        const stored = yield* store(keeping, receipt, image, position)
        warnings.push(...stored.warnings)
        return stored.picture
      })
    )
    yield* keeping.steps.end(keeping.key, { state: "done", pictures, receipt, warnings })
  })

/** Writes down what was made, where that can be lost, and stores it. */
export const keepPictures = (keeping: Keeping, answer: Answer): Effect.Effect<void, Problem> =>
  Effect.gen(function* () {
    const made = yield* makeNote(keeping, answer)
    if (!made.pictures.every(isStored)) yield* keeping.steps.made(keeping.key, made)
    yield* storeMade(keeping, made)
  })
