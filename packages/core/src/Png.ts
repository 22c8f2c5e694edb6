/**
 * The container of PNG files: signature and chunks with their checksums (PNG specification, third
 * edition). Pixels are never touched here.
 */
import { concatenate } from "./internal/concatenate.js"

/** One chunk; `type` has four Latin letters. */
export interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

/** The eight bytes that every PNG begins with. */
export const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** Length, type and checksum around the data of a chunk. */
const overhead = 12

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let remainder = index
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1
  }
  return remainder
})

/** CRC-32 as PNG uses it. A table, since Node 20.9 has no `zlib.crc32` and browsers have none. */
export const crc32 = (bytes: Uint8Array): number => {
  let remainder = 0xffffffff
  for (let index = 0; index < bytes.length; index++) {
    remainder = (table[(remainder ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (remainder >>> 8)
  }
  return (remainder ^ 0xffffffff) >>> 0
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A chunk as bytes. */
export const encodeChunk = ({ data, type }: Chunk): Uint8Array => {
  const bytes = new Uint8Array(data.length + overhead)
  view(bytes).setUint32(0, data.length)
  for (let index = 0; index < 4; index++) bytes[4 + index] = type.charCodeAt(index)
  bytes.set(data, 8)
  view(bytes).setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}

/** The chunks of a PNG, as views on its bytes; stops at the first one that is not whole. */
export function* chunks(png: Uint8Array): Generator<Chunk> {
  let offset = signature.length
  while (offset + overhead <= png.length) {
    const length = view(png).getUint32(offset)
    const end = offset + overhead + length
    if (end > png.length) return
    const type = String.fromCharCode(...png.subarray(offset + 4, offset + 8))
    yield { type, data: png.subarray(offset + 8, offset + 8 + length) }
    offset = end
  }
}

/** A PNG of these chunks. */
export const encode = (parts: Iterable<Chunk>): Uint8Array =>
  concatenate([signature, ...Array.from(parts, encodeChunk)])

/** Puts chunks behind the header, which comes first in every PNG. */
export const insertAfterHeader = (png: Uint8Array, inserted: ReadonlyArray<Chunk>): Uint8Array => {
  const header = signature.length + overhead + 13
  return concatenate([png.subarray(0, header), ...inserted.map(encodeChunk), png.subarray(header)])
}
