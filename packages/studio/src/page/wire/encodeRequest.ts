import { encodeBase64 } from "./base64.js"

const encode = async (value: unknown): Promise<unknown> => {
  if (value instanceof Blob) return encodeBase64(new Uint8Array(await value.arrayBuffer()))
  return Array.isArray(value) ? Promise.all(value.map(encode)) : value
}

/** A request as JSON can hold it: its pictures in base64. */
export const encodeRequest = async (
  request: Readonly<Record<string, unknown>>
): Promise<Readonly<Record<string, unknown>>> => {
  const entries = Object.entries(request).map(async ([name, value]) => [name, await encode(value)])
  return Object.fromEntries(await Promise.all(entries))
}
