/** A picture as the text that makes a terminal show it. */
import type { Raster } from "./Raster.js"

/** A picture of so many columns and rows, to be written at the start of a line. */
export interface InlineImage {
  readonly rows: number
  /** Leaves the cursor at the start of the line below the picture. */
  readonly text: string
  /** Takes it away, where erasing its lines does not. */
  readonly erase?: string | undefined
}

type Color = readonly [red: number, green: number, blue: number]

/** The nearest of the 6×6×6 cube or the 24 grays of the 256-colour palette. */
const paletteIndex = ([red, green, blue]: Color): number => {
  const step = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40))
  const level = (index: number) => (index === 0 ? 0 : 55 + index * 40)
  const cube: Color = [step(red), step(green), step(blue)]
  const distance = (other: Color) =>
    (other[0] - red) ** 2 + (other[1] - green) ** 2 + (other[2] - blue) ** 2
  const shade = Math.min(23, Math.max(0, Math.round(((red + green + blue) / 3 - 8) / 10)))
  const gray = 8 + shade * 10
  return distance([gray, gray, gray]) < distance([level(cube[0]), level(cube[1]), level(cube[2])])
    ? 232 + shade
    : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
}

const pixel = ({ data, width }: Raster, x: number, y: number): Color => {
  const offset = (y * width + x) * 3
  return [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0]
}

/** Two pixels in each cell: the upper one in the colour of the half block, the lower one behind it. */
export const halfBlocks = (raster: Raster, trueColor: boolean): InlineImage => {
  const code = (kind: 38 | 48, color: Color) =>
    trueColor ? `\x1b[${kind};2;${color.join(";")}m` : `\x1b[${kind};5;${paletteIndex(color)}m`
  const rows = Math.ceil(raster.height / 2)
  let text = ""
  for (let row = 0; row < rows; row++) {
    let last = ""
    for (let column = 0; column < raster.width; column++) {
      const upper = code(38, pixel(raster, column, row * 2))
      const lower = code(48, pixel(raster, column, row * 2 + 1))
      const codes = upper + lower
      text += codes === last ? "▀" : `${codes}▀`
      last = codes
    }
    text += "\x1b[0m\n"
  }
  return { rows, text }
}

/** Base64 characters of one Kitty message. */
const kittyChunk = 4096

/** Reserves the rows first, so that the picture never makes the terminal scroll. */
const reserve = (rows: number): string => "\n".repeat(rows) + `\x1b[${rows}A\r`

/** Kitty's graphics protocol; takes PNG only. The same id takes the place of the picture before. */
export const kitty = (png: Uint8Array, id: number, columns: number, rows: number): InlineImage => {
  const data = Buffer.from(png).toString("base64")
  let text = reserve(rows)
  for (let offset = 0; offset < data.length; offset += kittyChunk) {
    const more = offset + kittyChunk < data.length ? 1 : 0
    const keys =
      offset === 0 ? `a=T,f=100,i=${id},p=1,c=${columns},r=${rows},C=1,q=2,m=${more}` : `m=${more}`
    text += `\x1b_G${keys};${data.slice(offset, offset + kittyChunk)}\x1b\\`
  }
  return { rows, text: `${text}\x1b[${rows}B\r`, erase: `\x1b_Ga=d,d=I,i=${id},q=2\x1b\\` }
}

/** iTerm2's protocol; takes every common format. */
export const iterm2 = (bytes: Uint8Array, columns: number, rows: number): InlineImage => ({
  rows,
  text:
    `${reserve(rows)}\x1b7\x1b]1337;File=inline=1;size=${bytes.length};width=${columns};` +
    `height=${rows};preserveAspectRatio=1;doNotMoveCursor=1:` +
    `${Buffer.from(bytes).toString("base64")}\x07\x1b8\x1b[${rows}B\r`
})
