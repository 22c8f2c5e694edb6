import { isDeepStrictEqual } from "node:util"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { Track } from "./Format.js"

/** A request that is held against a cassette. */
export interface Asked {
  readonly request: ResolvedRequest
  readonly givenOptions: Readonly<Record<string, unknown>>
}

/** A field in which a request is not the recorded one. */
export interface Difference {
  readonly option: string
  /** As it can be typed; `undefined` when the recording has none, or bytes. */
  readonly recorded: string | undefined
}

/** The ratio is not among them: the size says what it led to. */
const fields = [
  "prompt",
  "negativePrompt",
  "width",
  "height",
  "seed",
  "count",
  "steps",
  "guidanceScale",
  "strength",
  "outputFormat"
] as const

const sameBytes = (
  track: Track,
  indexes: ReadonlyArray<number>,
  asked: ReadonlyArray<Uint8Array>
): boolean =>
  indexes.length === asked.length &&
  indexes.every((index, position) => {
    const picture = track.pictures[index]
    const bytes = asked[position]
    return (
      picture?._tag === "Kept" && bytes !== undefined && Buffer.compare(picture.bytes, bytes) === 0
    )
  })

/**
 * As they were given, or with the defaults, as in a receipt. A provider may keep an option out of
 * the receipt; then only what was given counts.
 */
const sameOptions = (
  { givenOptions, options }: Track["request"],
  asked: Asked["givenOptions"]
): boolean =>
  isDeepStrictEqual(asked, givenOptions) ||
  (Object.keys(givenOptions).every((name) => Object.hasOwn(options, name)) &&
    isDeepStrictEqual(asked, options))

/** The fields in which a request is not the recorded one; none when it is. */
export const differences = (
  track: Track,
  { givenOptions, request }: Asked,
  provider: string
): ReadonlyArray<Difference> => {
  const recorded = track.request
  const masks = (mask: number | undefined) => (mask === undefined ? [] : [mask])
  return [
    ...fields
      .filter((field) => request[field] !== recorded[field])
      .map((field) => ({ option: field, recorded: JSON.stringify(recorded[field]) })),
    ...(sameBytes(track, recorded.images, request.images)
      ? []
      : [{ option: "images", recorded: undefined }]),
    ...(sameBytes(track, masks(recorded.mask), request.mask === undefined ? [] : [request.mask])
      ? []
      : [{ option: "mask", recorded: undefined }]),
    ...(sameOptions(recorded, givenOptions)
      ? []
      : [
          {
            option: `providerOptions.${provider}`,
            recorded: JSON.stringify(recorded.givenOptions)
          }
        ])
  ]
}
