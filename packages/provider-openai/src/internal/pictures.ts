import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as MediaType from "@easel/core/MediaType"
import type { Cost } from "@easel/core/Receipt"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import { type Answer, type Picture, Usage } from "./wire.js"

/** Characters of base64 that tell what kind of picture it is. */
const headLength = 1024

/** Base64 stays as it is until somebody wants the bytes; its head names the type. */
const dataUrlOf = (base64: string): string => {
  if (base64.startsWith("data:")) return base64
  const head = Encoding.decodeBase64(base64.slice(0, headLength))
  const type = Either.isRight(head) ? MediaType.detect(head.right) : undefined
  return `data:${type ?? "application/octet-stream"};base64,${base64}`
}

/** The picture of an answer, if it holds one; an address may be a path at the host. */
export const imageOf = (
  { b64_json, seed, url }: Picture,
  { baseUrl, scrub }: ServiceClient
): Option.Option<GeneratedImage.GeneratedImage> => {
  const known = seed ?? undefined
  if (b64_json) return Option.some(GeneratedImage.fromUrl(dataUrlOf(b64_json), known))
  if (!url) return Option.none()
  if (url.startsWith("data:")) return Option.some(GeneratedImage.fromUrl(url, known))
  return URL.canParse(url, baseUrl)
    ? Option.some(GeneratedImage.fromUrl(scrub(new URL(url, baseUrl).href), known))
    : Option.none()
}

/** What was paid: in money where a gateway says it, else in tokens. */
export const costOf = (usage: unknown, dollars: string | undefined): Cost | undefined => {
  const amount = Number(dollars ?? Number.NaN)
  if (Number.isFinite(amount)) return { amount, currency: "USD" }
  return Schema.decodeUnknownOption(Usage)(usage).pipe(
    Option.filter(({ total_tokens }) => total_tokens > 0),
    Option.map(({ total_tokens }) => ({ amount: total_tokens, currency: "tokens" })),
    Option.getOrUndefined
  )
}

/** What must be said with the pictures: the prompts that the host made of the one it was given. */
export const noteOf = ({ data }: Answer, { scrub }: ServiceClient): string | undefined => {
  const prompts = (data ?? []).flatMap(({ revised_prompt }) => revised_prompt || [])
  const revised = [...new Set(prompts)].map((prompt) => clean(scrub(prompt)))
  return revised.length === 0 ? undefined : `revised prompt: ${revised.join("; ")}`
}
