import { bufferFrom } from "./platformBuffer.js"

const decoder = new TextDecoder()

const byteOrderMark = "\ufeff"

/** A whole UTF-8 text, without a byte order mark; what is no UTF-8 becomes U+FFFD. */
export const decodeText = (bytes: Uint8Array): string => {
  if (bufferFrom === undefined) return decoder.decode(bytes)
  const text = String(bufferFrom(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return text.startsWith(byteOrderMark) ? text.slice(1) : text
}
