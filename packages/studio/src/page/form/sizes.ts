/** Aspect ratios and the sizes that a model makes of them, by the rules of `@easel/core/ImageSize`. */
import type { Size, SizeCapability } from "../wire/Model.js"

/** The ratios of core's table, and the size that stands for each. */
const table: Readonly<Record<string, Size>> = {
  "1:1": { width: 1024, height: 1024 },
  "5:4": { width: 1040, height: 832 },
  "4:5": { width: 832, height: 1040 },
  "4:3": { width: 1024, height: 768 },
  "3:4": { width: 768, height: 1024 },
  "3:2": { width: 1008, height: 672 },
  "2:3": { width: 672, height: 1008 },
  "16:9": { width: 1024, height: 576 },
  "9:16": { width: 576, height: 1024 },
  "2:1": { width: 1024, height: 512 },
  "1:2": { width: 512, height: 1024 },
  "21:9": { width: 1008, height: 432 },
  "9:21": { width: 432, height: 1008 }
}

export const ratios: ReadonlyArray<string> = Object.keys(table)

const clamp = (value: number, minimum: number, maximum: number): number =>
  Math.min(maximum, Math.max(minimum, value))

const distance = (a: Size, b: Size): number =>
  Math.abs(Math.log(a.width / b.width)) + Math.abs(Math.log(a.height / b.height))

/** The legal size nearest to another one. */
export const nearest = (capability: SizeCapability, size: Size): Size => {
  if (capability._tag === "SizeList") {
    return capability.sizes.reduce(
      (best, candidate) => (distance(candidate, size) < distance(best, size) ? candidate : best),
      capability.default
    )
  }
  const { maximum, minimum, multiple } = capability
  const side = (value: number): number =>
    clamp(
      Math.round(value / multiple) * multiple,
      Math.ceil(minimum / multiple) * multiple,
      Math.floor(maximum / multiple) * multiple
    )
  return { width: side(size.width), height: side(size.height) }
}

/** The size that the model makes of a ratio; of none, its default. */
export const sizeOf = (capability: SizeCapability, ratio: string | undefined): Size => {
  const size = (ratio === undefined ? undefined : table[ratio]) ?? capability.default
  if (capability._tag === "SizeList") return nearest(capability, size)
  const down = Math.min(1, capability.maximum / Math.max(size.width, size.height))
  const up = Math.max(1, capability.minimum / Math.min(size.width, size.height))
  const scale = down < 1 ? down : up
  return nearest(capability, { width: size.width * scale, height: size.height * scale })
}

/** Whether a ratio survives the model's limits, give or take 5 %. */
export const keepsRatio = (capability: SizeCapability, ratio: string): boolean => {
  const wanted = table[ratio]
  if (wanted === undefined) return false
  const { height, width } = sizeOf(capability, ratio)
  return Math.abs(Math.log((width * wanted.height) / (height * wanted.width))) <= 0.05
}
