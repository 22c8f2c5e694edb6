/**
 * Sizes in pixels: what a model can do, and which size a request ends up with.
 *
 * A side that the caller gave stands. A missing side comes from the aspect ratio's table, or from
 * the model's own default size when no ratio was given. Only a size that was derived is fitted to
 * the model's limits; a size that the caller wrote and the model can't do is refused.
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as AspectRatio from "./AspectRatio.js"
import { InvalidRequest } from "./ImageError.js"

/** Width and height in pixels. */
export const ImageSize = Schema.Struct({ width: Schema.Int, height: Schema.Int })
export type ImageSize = typeof ImageSize.Type

/** Any size between two bounds, both sides multiples of one number. */
export const SizeRange = Schema.TaggedStruct("SizeRange", {
  default: ImageSize,
  minimum: Schema.Int,
  maximum: Schema.Int,
  multiple: Schema.Int
})
export type SizeRange = typeof SizeRange.Type

/** A closed list of sizes. */
export const SizeList = Schema.TaggedStruct("SizeList", {
  default: ImageSize,
  sizes: Schema.NonEmptyArray(ImageSize)
})
export type SizeList = typeof SizeList.Type

export const SizeCapability = Schema.Union(SizeRange, SizeList)
export type SizeCapability = typeof SizeCapability.Type

/** The part of a request that decides the size. */
export interface SizeChoice {
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly aspectRatio?: AspectRatio.AspectRatio | undefined
}

/** A resolved size; `fitted` is set when the ratio could not be kept within the model's limits. */
export interface SizeResolution extends ImageSize {
  readonly fitted: string | undefined
}

/** Ratios that differ by less than this share are called equal. */
const ratioTolerance = 0.05

const clamp = (value: number, minimum: number, maximum: number): number =>
  Math.min(maximum, Math.max(minimum, value))

const nearestSide = (range: SizeRange, side: number): number => {
  const { minimum, maximum, multiple } = range
  const lowest = Math.ceil(minimum / multiple) * multiple
  const highest = Math.floor(maximum / multiple) * multiple
  return clamp(Math.round(side / multiple) * multiple, lowest, highest)
}

const distance = (a: ImageSize, b: ImageSize): number =>
  Math.abs(Math.log(a.width / b.width)) + Math.abs(Math.log(a.height / b.height))

/** The legal size nearest to `size`. */
export const nearest = (capability: SizeCapability, size: ImageSize): ImageSize =>
  capability._tag === "SizeRange"
    ? { width: nearestSide(capability, size.width), height: nearestSide(capability, size.height) }
    : capability.sizes.reduce((best, candidate) =>
        distance(candidate, size) < distance(best, size) ? candidate : best
      )

/** Scales a derived size into the range before it is rounded, so that its ratio survives. */
const fit = (capability: SizeCapability, size: ImageSize): ImageSize => {
  if (capability._tag === "SizeList") return nearest(capability, size)
  const down = Math.min(1, capability.maximum / Math.max(size.width, size.height))
  const up = Math.max(1, capability.minimum / Math.min(size.width, size.height))
  const scale = down < 1 ? down : up
  return nearest(capability, { width: size.width * scale, height: size.height * scale })
}

const isLegal = (capability: SizeCapability, size: ImageSize): boolean => {
  const legal = nearest(capability, size)
  return legal.width === size.width && legal.height === size.height
}

/** What a model can do, in words: `"512 to 1024, multiples of 32"`. */
export const describe = (capability: SizeCapability): string =>
  capability._tag === "SizeRange"
    ? `sides from ${capability.minimum} to ${capability.maximum}, multiples of ${capability.multiple}`
    : `one of ${capability.sizes.map(format).join(", ")}`

/** `"1024x768"`. */
export const format = (size: ImageSize): string => `${size.width}x${size.height}`

/** The size that a request asks for, before the model's limits. */
export const wanted = (capability: SizeCapability, choice: SizeChoice): ImageSize => {
  const base =
    choice.aspectRatio === undefined ? capability.default : AspectRatio.size(choice.aspectRatio)
  return { width: choice.width ?? base.width, height: choice.height ?? base.height }
}

/** A list is searched among the sizes that have the given side, if there are any. */
const nearestWith = (
  capability: SizeCapability,
  size: ImageSize,
  given: keyof ImageSize
): ImageSize => {
  if (capability._tag === "SizeRange") return nearest(capability, size)
  const [first, ...others] = capability.sizes.filter(
    (candidate) => candidate[given] === size[given]
  )
  return nearest(first ? { ...capability, sizes: [first, ...others] } : capability, size)
}

const refuse = (capability: SizeCapability, size: ImageSize, choice: SizeChoice) =>
  new InvalidRequest({
    option: choice.width === undefined ? "height" : choice.height === undefined ? "width" : "size",
    reason: `${format(size)} is no size of this model (${describe(capability)})`,
    legal: format(nearest(capability, size))
  })

/** Applies the size rule of this module to a request. */
export const resolve = (
  capability: SizeCapability,
  choice: SizeChoice
): Either.Either<SizeResolution, InvalidRequest> => {
  const size = wanted(capability, choice)
  if (choice.width !== undefined && choice.height !== undefined) {
    return isLegal(capability, size)
      ? Either.right({ ...size, fitted: undefined })
      : Either.left(refuse(capability, size, choice))
  }
  if (choice.width === undefined && choice.height === undefined) {
    const fitted = fit(capability, size)
    const drift = Math.abs(Math.log((fitted.width * size.height) / (fitted.height * size.width)))
    return Either.right({
      ...fitted,
      fitted:
        drift > ratioTolerance
          ? `${choice.aspectRatio ?? format(size)} became ${format(fitted)} (${describe(capability)})`
          : undefined
    })
  }
  const given = choice.width === undefined ? "height" : "width"
  const legal = nearestWith(capability, size, given)
  return legal[given] === size[given]
    ? Either.right({ ...legal, fitted: undefined })
    : Either.left(refuse(capability, size, choice))
}
