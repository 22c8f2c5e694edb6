import type { Input } from "@easel/core/ImageRequest"
import type { FieldReader } from "./FieldReader.js"
import * as Kind from "./Kind.js"

/** The longest side that a request can ask for. */
const longestSide = 16384

const side = Kind.integer(1, longestSide)

type Size = readonly [width: number, height: number] | "auto"

const readSize = (value: unknown): Size | undefined => {
  if (value === "auto") return "auto"
  const match = typeof value === "string" ? /^(\d{1,5})[xX×](\d{1,5})$/.exec(value) : null
  const width = side.read(Number(match?.[1]))
  const height = side.read(Number(match?.[2]))
  return width === undefined || height === undefined ? undefined : [width, height]
}

const size: Kind.Kind<Size> = {
  expected: `auto, or width and height as 1024x768, each at most ${longestSide}`,
  read: readSize,
  readText: readSize
}

/** `size`, or `width` and `height`. */
export const takeSize = (reader: FieldReader): Pick<Input, "width" | "height"> => {
  const given = reader.take(size, "size") ?? "auto"
  const also = reader.has("width", "height")
  const width = reader.take(side, "width")
  const height = reader.take(side, "height")
  if (given === "auto") {
    reader.spellings.set("size", also)
    return { width, height }
  }
  if (also !== undefined) reader.refuse(also, "size says it already")
  reader.spellings.set("width", "size")
  reader.spellings.set("height", "size")
  return { width: given[0], height: given[1] }
}
