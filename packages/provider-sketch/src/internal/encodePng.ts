/** Writes 8-bit RGB pictures as PNG, through the web-standard `CompressionStream`. */
import * as Png from "@easel/core/Png"
import { RowFilter } from "./RowFilter.js"

const header = (width: number, height: number): Uint8Array => {
  const data = new Uint8Array(13)
  const view = new DataView(data.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  data.set([8, 2, 0, 0, 0], 8)
  return data
}

const concatenate = (parts: ReadonlyArray<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

/**
 * The PNG file of `width` × `height` RGB pixels that come as bands of whole rows, from the top.
 * Only the band at hand and the compressed bytes are held in memory.
 */
export const encodePng = async (
  width: number,
  height: number,
  bands: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
): Promise<Uint8Array> => {
  const stream = new CompressionStream("deflate")
  const collected = collect(stream.readable)
  const writer = stream.writable.getWriter()
  const filter = new RowFilter(width)
  for await (const band of bands) await writer.write(filter.filter(band))
  await writer.close()
  return Png.encode([
    { type: "IHDR", data: header(width, height) },
    { type: "IDAT", data: await collected },
    { type: "IEND", data: new Uint8Array() }
  ])
}

const collect = async (readable: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Array<Uint8Array> = []
  const reader = readable.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concatenate(parts)
    parts.push(value)
  }
}
