export interface Size {
  readonly width: number
  readonly height: number
}

const ascii = (view: DataView, start: number): string =>
  String.fromCharCode(...Array.from({ length: 4 }, (_, index) => view.getUint8(start + index)))

/** The size that a WebP file says it has, by its bytes; undefined when they are no WebP. */
export const webpSize = (bytes: Uint8Array): Size | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (ascii(view, 0) !== "RIFF" || ascii(view, 8) !== "WEBP") return undefined
  switch (ascii(view, 12)) {
    case "VP8 ": {
      const side = (at: number) => view.getUint16(at, true) & 0x3fff
      return { width: side(26), height: side(28) }
    }
    case "VP8L": {
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case "VP8X": {
      const side = (at: number) => (view.getUint32(at, true) & 0xffffff) + 1
      return { width: side(24), height: side(27) }
    }
    default:
      return undefined
  }
}
