/** What Hugging Face and the providers behind it mean by an answer that is an error. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ResponseReason } from "@easel/core/ImageError"
import { type Answer, clean, type Explanation, messageOf } from "@easel/core/ServiceClient"

/** A model that is not in memory yet, and for how many seconds. */
const Loading = Schema.Struct({
  estimated_time: Schema.Number.pipe(Schema.between(0, 24 * 60 * 60))
})

interface Advice {
  readonly reason: ResponseReason
  readonly hint: string
}

const unauthorized: Advice = {
  reason: "Unauthorized",
  hint:
    "set EASEL_HUGGINGFACE_TOKEN or HF_TOKEN to a token of https://huggingface.co/settings/tokens " +
    "that may call Inference Providers"
}

const quota: Advice = {
  reason: "Quota",
  hint: "buy credits at https://huggingface.co/settings/billing, or wait for the next month's"
}

const notServed: Advice = {
  reason: "NotFound",
  hint: "leave the provider out, or name another one"
}

const adviceFor = (status: number, message: string): Advice | undefined => {
  if (status === 401 || status === 403) return unauthorized
  // Some providers answer 429 to whom they should ask for money.
  if (status === 402 || (status === 429 && /credit|quota|billing|subscri/i.test(message))) {
    return quota
  }
  const isGone = /not supported by provider|deprecated|does not exist/i.test(message)
  return isGone && [400, 404, 410].includes(status) ? notServed : undefined
}

/** Reads an error in any of its shapes; what else it is, its status tells. */
export const explain = ({ json, status }: Answer): Explanation | undefined => {
  const said = messageOf(json)
  if (said === undefined) return undefined
  const message = clean(said)
  const loading = Schema.decodeUnknownOption(Loading)(json)
  if (status === 503 && Option.isSome(loading)) {
    const retryAfter = Duration.seconds(loading.value.estimated_time)
    return { reason: "Overloaded", message, retryAfter }
  }
  const advice = adviceFor(status, message)
  if (advice === undefined) return undefined
  return { reason: advice.reason, message: `${message.replace(/\.$/, "")}; ${advice.hint}` }
}
