import { decodeBase64 } from "./base64.js"
import type { Image } from "./Event.js"

const bodyOf = (dataUrl: string): string | undefined =>
  /^data:[^,]*;base64,(.*)$/is.exec(dataUrl)?.[1]

const base64Of = (source: Image["source"]): string | undefined => {
  switch (source._tag) {
    case "Bytes":
      return source.bytes
    case "Base64":
      return source.base64
    case "DataUrl":
      return bodyOf(source.dataUrl)
    case "Url":
      return undefined
  }
}

/** A picture that an event holds; undefined when it is at an address, or broken. */
export const embedded = ({ mediaType, source }: Image): Blob | undefined => {
  const base64 = base64Of(source)
  const bytes = base64 === undefined ? undefined : decodeBase64(base64)
  return bytes && new Blob([bytes], { type: mediaType ?? "image/png" })
}
