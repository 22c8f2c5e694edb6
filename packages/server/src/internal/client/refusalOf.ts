import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ResponseError, type ResponseReason } from "@easel/core/ImageError"
import { clean } from "@easel/core/ServiceClient"
import { GatewayError } from "../../GatewayError.js"

const decode = Schema.decodeOption(Schema.parseJson(GatewayError))

const reasonOf = (status: number): ResponseReason => {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return "Unauthorized"
    case 404:
      return "NotFound"
    case 429:
      return "RateLimited"
    case 503:
      return "Overloaded"
    default:
      return status >= 500 ? "Server" : "Rejected"
  }
}

/** A machine in front of the gateway answers in its own words, and may do so after a job began. */
const ofAnother = (status: number, text: string): ResponseError => {
  const reason = reasonOf(status)
  return ResponseError.of({
    reason,
    status,
    message: clean(text) || `the gateway answered ${status}`,
    retryable: reason === "Server" ? false : undefined
  })
}

/** The error that an answer tells of. */
export const refusalOf = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<GatewayError> =>
  response.text.pipe(
    // The status alone says enough when the body breaks off.
    Effect.orElseSucceed(() => ""),
    Effect.map((text) => Option.getOrElse(decode(text), () => ofAnother(response.status, text)))
  )
