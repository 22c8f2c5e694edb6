/** Names of pictures below an output: what is no name on one of the systems is one on none. */

import { reserved as ours } from "./pictureName.js"

/** Bytes of UTF-8; most systems take 255 with the extension and what is added to it. */
const longest = 200

// oxlint-disable-next-line no-control-regex
const illegal = /[\u0000-\u001f\u007f<>:"|?*\\]/u

// oxlint-disable-next-line no-control-regex
const illegalInValue = /[\u0000-\u001f\u007f<>:"|?*\\/]+/gu

const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

const pictureExtension = /\.(png|jpe?g|webp|gif|avif|svg)$/i

/** The extension follows the bytes, so the one that was written is left out. */
export const withoutExtension = (name: string): string => name.replace(pictureExtension, "")

/** A value as part of a name: it makes no folders, and loses what no name can have. */
export const nameable = (value: string): string =>
  value
    .replace(illegalInValue, "-")
    .trim()
    .replace(/^\.+|[. ]+$/g, "")

const partFault = (part: string): string | undefined => {
  if (part === "") return "has an empty part"
  if (part.toLowerCase().startsWith(ours))
    return `has a part that begins with ${ours}, as files of Easel's own do`
  if (part === "." || part === "..") return `has the part "${part}"`
  if (/^\s|[. ]$/.test(part)) return "has a part that begins with a space or ends with one or a dot"
  const device = reserved.exec(part)?.[1]
  if (device !== undefined) return `has the part "${device}", which is a device on Windows`
  return undefined
}

/** Why this is no name; `undefined` when it is one. */
export const nameFault = (name: string): string | undefined => {
  if (name === "") return "is empty"
  if (/\p{Surrogate}/u.test(name)) return "has half a character"
  const sign = illegal.exec(name)?.[0]
  if (sign !== undefined) return `has ${JSON.stringify(sign)}, which no file's name can have`
  if (name.startsWith("/")) return "begins with /; it must be below the output"
  const bytes = Buffer.byteLength(name)
  if (bytes > longest) return `is ${bytes} bytes long, ${longest} is the most`
  return name
    .split("/")
    .map(partFault)
    .find((fault) => fault !== undefined)
}

/** Equal for names that are the same file on some system. */
export const identity = (name: string): string => name.normalize("NFC").toLowerCase()
