/**
 * The receipt inside the picture.
 *
 * A PNG gets two text chunks and keeps its pixels: `tEXt parameters` in the manner of AUTOMATIC1111,
 * which many tools read, and `iTXt easel` with the receipt as JSON. What is read back is untrusted:
 * anyone can write a file.
 */
import type * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { ImageAsset } from "./ImageAsset.js"
import * as Png from "./Png.js"
import { type Receipt, ReceiptFromJson } from "./Receipt.js"

/** Keyword of the chunk with the JSON. */
const keyword = "easel"

/** A text chunk longer than this is not read: 1 MiB. */
const maximumLength = 1024 * 1024

const latin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 63
    return code < 256 ? code : 63
  })

const utf8 = new TextEncoder()

/** The receipt in the words of AUTOMATIC1111, such as `Steps: 40, CFG scale: 4.5, Seed: 42`. */
export const parametersText = (receipt: Receipt): string => {
  const { parameters } = receipt
  const settings: ReadonlyArray<readonly [string, unknown]> = [
    ["Steps", parameters.steps],
    ["CFG scale", parameters.guidanceScale],
    ["Seed", receipt.seed],
    ["Size", `${parameters.width}x${parameters.height}`],
    ["Model", receipt.model],
    ["Denoising strength", parameters.strength],
    ["Version", `Easel ${receipt.provider} ${receipt.providerVersion}`]
  ]
  const line = settings
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ")
  return [
    receipt.prompt,
    ...(parameters.negativePrompt === undefined
      ? []
      : [`Negative prompt: ${parameters.negativePrompt}`]),
    line
  ].join("\n")
}

/** Keyword, no compression, no language, no translated keyword, then UTF-8 (PNG 11.3.3.4). */
const internationalText = (name: string, text: string): Png.Chunk => {
  const head = latin1(`${name}\0\0\0\0\0`)
  const body = utf8.encode(text)
  const data = new Uint8Array(head.length + body.length)
  data.set(head)
  data.set(body, head.length)
  return { type: "iTXt", data }
}

/** The picture with its receipt inside; `None` when its format has no place for it. */
export const embed = (asset: ImageAsset, receipt: Receipt): Option.Option<Uint8Array> => {
  if (asset.mediaType !== "image/png") return Option.none()
  return Option.some(
    Png.insertAfterHeader(asset.bytes, [
      { type: "tEXt", data: latin1(`parameters\0${parametersText(receipt)}`) },
      internationalText(keyword, Schema.encodeSync(ReceiptFromJson)(receipt))
    ])
  )
}

const receiptText = (png: Uint8Array): string | undefined => {
  const head = `${keyword}\0\0\0`
  for (const { data, type } of Png.chunks(png)) {
    if (type !== "iTXt" || data.length > maximumLength) continue
    const text = new TextDecoder().decode(data)
    if (!text.startsWith(head)) continue
    return text.slice(text.indexOf("\0", text.indexOf("\0", head.length) + 1) + 1)
  }
  return undefined
}

/** The receipt that a picture carries; `None` when there is none. */
export const read = (
  bytes: Uint8Array
): Option.Option<Either.Either<Receipt, ParseResult.ParseError>> =>
  Option.map(Option.fromNullable(receiptText(bytes)), Schema.decodeEither(ReceiptFromJson))
