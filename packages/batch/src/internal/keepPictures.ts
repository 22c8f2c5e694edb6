/**
 * From the service's answer to stored pictures. What was made is written down before it is stored, so
 * that the same picture is stored again after a crash, or found where it was stored before it.
 */
import type { ImageError } from "@easel/core/ImageError"
import { isRetryable } from "@easel/core/ImageError"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { Receipt } from "@easel/core/Receipt"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { OutputError } from "../BatchError.js"
import type { ItemWarning } from "../BatchItem.js"
import type { BatchModels } from "../BatchModels.js"
import type { Answer } from "./followJob.js"
import type { ItemKey } from "./ItemChange.js"
import type { Made, MadePicture, NamedPicture } from "./Made.js"
import type { OpenBatch } from "./openBatches.js"
import type { Lost, Steps } from "./Steps.js"
import {
  hashOf,
  inTime,
  type Note,
  preparePicture,
  type Prepared,
  storePicture
} from "./storePicture.js"

export interface Keeping {
  readonly steps: Steps
  readonly models: BatchModels["Type"]
  readonly batch: OpenBatch
  readonly key: ItemKey
  /** Name of the item. */
  readonly name: string
  /** What its submission cost was written down before. */
  readonly isPaid: boolean
  /** Says to the readers of the batch why it stands still; `null` when it goes on. */
  readonly note: Note
}

/** A picture that came as bytes was not stored before its program ended, and its name is free. */
export class BytesLost extends Data.TaggedError("BytesLost") {}

type Problem = ImageError | OutputError | Lost

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

const prepare = (
  keeping: Keeping,
  receipt: Receipt,
  image: GeneratedImage.GeneratedImage,
  position: number
): Effect.Effect<Prepared, ImageError> =>
  Effect.flatMap(load(keeping, receipt, image), (asset) => {
    const { embedReceipt } = keeping.batch.settings
    return preparePicture(asset, { name: keeping.name, index: position + 1, receipt, embedReceipt })
  })

const keep = ({ batch, note }: Keeping, prepared: Pick<Prepared, "bytes" | "picture">) =>
  storePicture(batch.place, note, prepared)

const taken = ({ settings }: OpenBatch, { name }: NamedPicture) =>
  new OutputError({
    location: `${settings.output.replace(/[/\\]$/, "")}/${name}`,
    reason: "Taken",
    detail: "there is another file of that name; it was left as it is"
  })

/** A picture that was about to be stored is there whole, or not at all: other bytes are another's. */
const find = (
  { batch, note }: Keeping,
  picture: NamedPicture
): Effect.Effect<Prepared, OutputError | BytesLost> =>
  inTime(note, batch.place.get(picture.name)).pipe(
    Effect.catchIf(
      (error) => error.reason === "Missing",
      () => Effect.zipRight(batch.place.tidy(picture.name), Effect.fail(new BytesLost()))
    ),
    Effect.flatMap((bytes) =>
      hashOf(bytes) === picture.sha256
        ? Effect.succeed({ picture, bytes, warnings: [] })
        : taken(batch, picture)
    )
  )

/**
 * Has all pictures at hand before it stores one: of those that can't be had together none is kept
 * under a name that another answer will need. Then ends the item.
 */
const storeAll = <E extends { readonly _tag: string }>(
  keeping: Keeping,
  made: Made,
  named: (picture: NamedPicture, position: number) => Effect.Effect<Prepared, E>
): Effect.Effect<void, Problem | E> =>
  Effect.gen(function* () {
    const { receipt } = made
    const atHand = (
      picture: MadePicture,
      position: number
    ): Effect.Effect<Prepared, ImageError | E> =>
      picture._tag === "Named"
        ? named(picture.picture, position)
        : prepare(keeping, receipt, GeneratedImage.fromUrl(picture.url), position)
    const [problems, ready] = yield* Effect.partition(made.pictures, atHand)
    // While a name is another's no other picture of the item would help.
    const problem = problems.find(({ _tag }) => _tag === "OutputError") ?? problems[0]
    if (problem !== undefined) return yield* Effect.fail(problem)
    const warnings = [...made.warnings, ...ready.flatMap((one) => one.warnings)]
    const pictures = yield* Effect.forEach(ready, (one) => keep(keeping, one))
    yield* keeping.steps.end(keeping.key, { state: "done", pictures, receipt, warnings })
  })

/** Goes on with what was written down before. */
export const storeMade = (keeping: Keeping, made: Made): Effect.Effect<void, Problem | BytesLost> =>
  storeAll(keeping, made, (picture) => find(keeping, picture))

/** Writes down what was made, and stores it. */
export const keepPictures = (
  keeping: Keeping,
  { response, warnings }: Answer
): Effect.Effect<void, Problem> =>
  Effect.gen(function* () {
    const { images, receipt } = response
    const found: Array<ItemWarning> = [...warnings]
    const inMemory = new Map<number, Uint8Array>()
    const describe = (
      image: GeneratedImage.GeneratedImage,
      position: number
    ): Effect.Effect<MadePicture, ImageError> =>
      image.source._tag === "Url"
        ? Effect.succeed({ _tag: "At", url: image.source.url })
        : Effect.map(prepare(keeping, receipt, image, position), (prepared) => {
            inMemory.set(position, prepared.bytes)
            found.push(...prepared.warnings)
            return { _tag: "Named", picture: prepared.picture }
          })
    const [first, ...others] = images
    const pictures = [
      yield* describe(first, 0),
      ...(yield* Effect.forEach(others, (image, index) => describe(image, index + 1)))
    ] as const
    const made = { pictures, receipt, warnings: found }
    yield* keeping.steps.made(keeping.key, made, keeping.isPaid)
    yield* storeAll(keeping, made, (picture, position) =>
      Effect.succeed({ picture, bytes: inMemory.get(position) ?? new Uint8Array(), warnings: [] })
    )
  })
