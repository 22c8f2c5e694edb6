import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type { Cost } from "@easel/core/Receipt"
import { clean, type ServiceClient } from "@easel/core/ServiceClient"
import { type Answer, type Picture, Usage } from "./wire.js"

/** The picture of an answer, if it holds one; an address may be a path at the host. */
export const imageOf = (
  { b64_json, seed, url }: Picture,
  { baseUrl, scrub }: ServiceClient
): Option.Option<GeneratedImage.GeneratedImage> => {
  const known = seed ?? undefined
  if (b64_json) return Option.some(GeneratedImage.fromEncoded(b64_json, known))
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
