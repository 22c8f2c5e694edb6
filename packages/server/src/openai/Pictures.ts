/** The pictures that a request brings: files of a form, or data URLs. */
import * as Either from "effect/Either"
import * as ImageAsset from "@easel/core/ImageAsset"
import type { FieldReader } from "./FieldReader.js"
import { type Kind, show } from "./Kind.js"

/** A picture as JSON may hold it: a text, or `{ image_url: text }`. */
const addressOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  if (typeof value !== "object" || value === null || !("image_url" in value)) return undefined
  return typeof value.image_url === "string" ? value.image_url : undefined
}

const addresses = (values: ReadonlyArray<unknown>): ReadonlyArray<string> | undefined => {
  const found = values.flatMap((value) => addressOf(value) ?? [])
  return found.length === values.length ? found : undefined
}

const kind: Kind<ReadonlyArray<string>> = {
  expected: "a data URL, or a list of them",
  read: (value) => addresses(Array.isArray(value) ? value : [value]),
  readText: (text) => [text]
}

/** The gateway fetches nothing from an address that a client names. */
const decode = (reader: FieldReader, name: string, address: string): Uint8Array | undefined => {
  if (!address.startsWith("data:")) {
    const reason = `${show(address)} is no data URL, and pictures are not fetched from addresses`
    reader.refuse(name, reason, '"data:image/png;base64,…"')
    return undefined
  }
  return check(reader, name, ImageAsset.fromDataUrl(address))
}

const check = (
  reader: FieldReader,
  name: string,
  asset: ReturnType<typeof ImageAsset.fromBytes>
): Uint8Array | undefined => {
  if (Either.isRight(asset)) return asset.right.bytes
  reader.refuse(name, asset.left.message)
  return undefined
}

/** The pictures under one of the names; none when there is none, or one that is wrong. */
export const take = (
  reader: FieldReader,
  ...names: ReadonlyArray<string>
): ReadonlyArray<Uint8Array> => {
  const name = reader.has(...names)
  if (name === undefined) return []
  const files = reader.takeFiles(name)
  const pictures =
    files === undefined
      ? reader.take(kind, ...names)?.map((address) => decode(reader, name, address))
      : files.map(({ bytes }) => check(reader, name, ImageAsset.fromBytes(bytes)))
  return (pictures ?? []).flatMap((picture) => picture ?? [])
}
