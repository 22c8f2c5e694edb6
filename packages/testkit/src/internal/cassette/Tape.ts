import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { ModelInfo } from "@easel/core/ModelInfo"
import { CassetteError } from "./CassetteError.js"
import { Cassette, format, Picture, Track, version } from "./Format.js"
import { damaged, maximumLength, tooLarge } from "./text.js"
import type { scrubber } from "./scrub.js"

type Scrubber = ReturnType<typeof scrubber>

const encodeTrack = Schema.encodeEither(Track)
const decodeTrack = Schema.decodeUnknownEither(Track)
const encodeModel = Schema.encodeEither(ModelInfo)
const decodeModel = Schema.decodeUnknownEither(ModelInfo)
const encodedPicture = Schema.encodedSchema(Picture)

/** The bytes of a picture are left alone. */
const scrubPicture = (picture: typeof encodedPicture.Type, { json }: Scrubber): unknown =>
  picture._tag === "Kept" ? picture : json(picture)

/** All that has been recorded so far. */
export class Tape {
  private readonly tracks: Array<Track> = []
  private model: ModelInfo | undefined
  private length = 0

  constructor(private readonly scrubber: Scrubber) {}

  /** Adds a generation, without what must not be kept, and gives the whole cassette. */
  add(model: ModelInfo, track: Track): Effect.Effect<Cassette, CassetteError> {
    return Effect.gen(this, function* () {
      const scrubbedModel = yield* this.scrubModel(model)
      const known = this.model ?? scrubbedModel
      if (known.provider !== scrubbedModel.provider || known.name !== scrubbedModel.name) {
        const message = `the cassette holds ${known.provider}:${known.name}`
        return yield* new CassetteError({ reason: "OtherModel", message })
      }
      const { length, scrubbed } = yield* this.scrubTrack(track)
      if (this.length + length > maximumLength) return yield* tooLarge
      this.model = known
      this.length += length
      this.tracks.push(scrubbed)
      const [first = scrubbed, ...others] = this.tracks
      const fields = { format, version, model: known, tracks: [first, ...others] } as const
      return new Cassette(fields, { disableValidation: true })
    })
  }

  private scrubModel(model: ModelInfo): Either.Either<ModelInfo, CassetteError> {
    return encodeModel(model).pipe(
      Either.flatMap((encoded) => decodeModel(this.scrubber.json(encoded))),
      Either.mapLeft(damaged)
    )
  }

  private scrubTrack(
    track: Track
  ): Either.Either<{ scrubbed: Track; length: number }, CassetteError> {
    return encodeTrack(track).pipe(
      Either.map(({ pictures, ...fields }) => ({
        ...this.scrubber.json(fields),
        pictures: pictures.map((picture) => scrubPicture(picture, this.scrubber))
      })),
      Either.flatMap((encoded: unknown) =>
        Either.map(decodeTrack(encoded), (scrubbed) => ({
          scrubbed,
          length: JSON.stringify(encoded).length
        }))
      ),
      Either.mapLeft(damaged)
    )
  }
}
