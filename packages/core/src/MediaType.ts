/**
 * Media types of pictures, decided by the bytes and by nothing else: servers send
 * `application/octet-stream` for WebP and names that end in `.png` for JPEG.
 */
import * as Schema from "effect/Schema"

/** The formats that Easel recognises. */
export const MediaType = Schema.Literal(
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "image/avif",
  "image/svg+xml"
)
export type MediaType = typeof MediaType.Type

const extensions: Record<MediaType, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/avif": "avif",
  "image/svg+xml": "svg"
}

/** The usual file extension, without the dot. */
export const extension = (mediaType: MediaType): string => extensions[mediaType]

const startsWith = (bytes: Uint8Array, text: string, offset = 0): boolean => {
  if (bytes.length < offset + text.length) return false
  for (let index = 0; index < text.length; index++) {
    if (bytes[offset + index] !== text.charCodeAt(index)) return false
  }
  return true
}

const isSvg = (bytes: Uint8Array): boolean => {
  const head = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart()
  return /^(<\?xml[^>]*>\s*)?(<!--(?:(?!-->)[\s\S])*-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(
    head
  )
}

/** The media type of `bytes` by their signature; `undefined` when they are no picture known here. */
export const detect = (bytes: Uint8Array): MediaType | undefined => {
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "image/png"
  if (startsWith(bytes, "\xff\xd8\xff")) return "image/jpeg"
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "image/webp"
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "image/gif"
  if (startsWith(bytes, "ftypavif", 4) || startsWith(bytes, "ftypavis", 4)) return "image/avif"
  return isSvg(bytes) ? "image/svg+xml" : undefined
}
