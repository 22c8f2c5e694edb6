import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Schema from "effect/Schema"
import type { GatewayError } from "../GatewayError.js"
import * as Envelope from "../openai/Envelope.js"
import { type Retry, retryHeaders, retryOf } from "./retryOf.js"
import { statusOf } from "./statusOf.js"
import { ToldError } from "./ToldError.js"

type Response = HttpServerResponse.HttpServerResponse

const encode = Schema.encodeSync(ToldError)

/** Whether errors of a path are told in the way of OpenAI; all others are in Easel's own. */
const isOpenAi = (url: string): boolean => /^\/v1(\/|\?|$)/.test(url)

const retryable = (retry: Retry, response: Response): Response =>
  HttpServerResponse.setHeaders(response, retryHeaders(retry))

/** A failure as the wire of its route tells it. */
export const errorAnswer = (url: string, error: GatewayError): Response => {
  const body = isOpenAi(url) ? { error: Envelope.of(error) } : encode(error)
  const answer = HttpServerResponse.unsafeJson(body, { status: statusOf(error) })
  return retryable(
    retryOf(error),
    error._tag === "Unauthorized"
      ? HttpServerResponse.setHeader(answer, "www-authenticate", "Bearer")
      : answer
  )
}

/** What is no `GatewayError`: a mistake in the gateway, or what it does not answer in words. */
export interface Trouble {
  readonly status: number
  /** `_tag` on Easel's wire. */
  readonly tag: string
  readonly type: string
  readonly code: string
  readonly message: string
}

/** The same for what is no `GatewayError`. None of it is worth another try. */
export const troubleAnswer = (url: string, trouble: Trouble): Response => {
  const { code, message, status, tag, type } = trouble
  const body = isOpenAi(url)
    ? { error: Envelope.make(message, type, code) }
    : { _tag: tag, message }
  return retryable(
    { allowed: false, after: undefined },
    HttpServerResponse.unsafeJson(body, { status })
  )
}
