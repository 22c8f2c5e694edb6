/** Errors for people: what happened, what to do about it, and where it was. */
import type { AttemptError, ImageError, ResponseError } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Duration from "effect/Duration"
import { seconds } from "./terminal/Status.js"
import { readable } from "./terminal/readable.js"
import { decidingAttempt } from "./decidingAttempt.js"
import { flagOf } from "./generate/flagOf.js"

export interface ErrorText {
  readonly what: string
  readonly hint: string | undefined
  /** Provider, model and job, as far as they are known. */
  readonly where: string
}

/** Everything that can be said about an error is known from these. */
export type Plugins = ReadonlyArray<ImagePlugin>

const secretsOf = (plugins: Plugins, id: string | undefined): ReadonlyArray<string> =>
  Object.values(plugins.find((plugin) => plugin.id === id)?.settings ?? {})
    .filter((setting) => setting.secret)
    .map((setting) => setting.variable)

const didYouMean = (near: ReadonlyArray<string>): string =>
  near.length === 0 ? "" : `did you mean ${near.join(" or ")}? `

const fromEnvironment = (name: string): string =>
  process.env["EASEL_PROVIDER"] === name ? "EASEL_PROVIDER names it; " : ""

const checkKey = (error: ResponseError, plugins: Plugins): string => {
  const variables = secretsOf(plugins, error.provider)
  return variables.length === 0
    ? `see: easel providers ${error.provider ?? ""}`.trim()
    : `set or check ${variables.join(" or ")}, then: easel doctor`
}

const later = (error: ResponseError): string =>
  error.retryAfter === undefined
    ? "try again later"
    : `try again in ${seconds(Duration.toMillis(error.retryAfter))}`

const responseHeadline: Readonly<Record<ResponseError["reason"], string>> = {
  Quota: "the quota is used up",
  RateLimited: "too many requests",
  Unauthorized: "the service asks for a key, or refuses it",
  Moderated: "the service refuses this prompt or picture",
  Overloaded: "the service is overloaded",
  NotFound: "the service does not know what was asked for",
  Rejected: "the service refuses the request",
  Server: "the service failed"
}

const responseHint = (error: ResponseError, plugins: Plugins): string => {
  switch (error.reason) {
    case "Quota":
      return `${later(error)}, use a key of your own, or another provider: easel providers`
    case "RateLimited":
    case "Overloaded":
      return later(error)
    case "Unauthorized":
      return checkKey(error, plugins)
    case "Moderated":
      return "change the prompt"
    case "NotFound":
      return "see whether the provider's address is right: easel doctor"
    case "Rejected":
      return `see what the model takes: easel providers ${error.provider ?? ""}`.trim()
    case "Server":
      return error.retryable ? later(error) : "try again; the job is not sent twice by itself"
  }
}

const hintOf = (error: ImageError, plugins: Plugins): string | undefined => {
  switch (error._tag) {
    case "InvalidRequest":
      return error.legal === undefined
        ? `see what the model takes: easel providers ${error.provider ?? ""}`.trim()
        : `try ${error.legal}`
    case "ProviderNotFound":
      return `${fromEnvironment(error.name)}${didYouMean(error.near)}see: easel providers`
    case "ModelNotFound":
      return `${didYouMean(error.near)}see: easel models`
    case "ResponseError":
      return responseHint(error, plugins)
    case "ResponseParseError":
      return "the service may have changed; see whether its address is right: easel doctor"
    case "TransportError":
      return error.reason === "Refused"
        ? "see whether the service can be reached: easel doctor"
        : "try again; the job may have been made and lost on the way"
    case "GenerationTimeout":
      return error.deadline === "Total"
        ? "give it more time: --timeout 20m"
        : "try again; see whether the service can be reached: easel doctor"
    case "AssetError":
      return assetHint(error.reason)
    case "AllAttemptsFailed":
      return hintOf(decidingAttempt(error), plugins)
  }
}

type AssetReason = Extract<ImageError, { readonly _tag: "AssetError" }>["reason"]

const assetHint = (reason: AssetReason): string => {
  switch (reason) {
    case "NotFound":
    case "Forbidden":
    case "Unreachable":
      return "the picture was made, but can't be fetched; try again"
    case "ForbiddenAddress":
      return "nothing was fetched from there; report it to the provider's author"
    case "TooLarge":
    case "NotAnImage":
      return "try again, or another provider: easel providers"
  }
}

const whatOf = (error: AttemptError): string => {
  switch (error._tag) {
    case "InvalidRequest":
      return `${flagOf(error.option)}: ${error.reason}`
    case "ProviderNotFound":
      return `there is no provider "${error.name}"`
    case "ModelNotFound":
      return `there is no model "${error.name}"`
    case "ResponseError": {
      const status = error.status === undefined ? "" : ` (${error.status})`
      return `${responseHeadline[error.reason]}${status}: ${error.message}`
    }
    case "ResponseParseError":
      return `the answer can't be understood: ${error.message}`
    case "TransportError":
    case "GenerationTimeout":
    case "AssetError":
      return error.message
  }
}

const join = (parts: ReadonlyArray<string | undefined>, separator: string): string =>
  parts.filter((part) => part !== undefined && part !== "").join(separator)

/** A line for each attempt, or one for a single error. */
const linesOf = (error: ImageError): ReadonlyArray<string> =>
  error._tag === "AllAttemptsFailed"
    ? [
        "every attempt failed:",
        ...error.attempts.map((attempt) => {
          const place = join([attempt.provider, attempt.model], " · ")
          return `  ${readable(join([place, whatOf(attempt)], ": "))}`
        })
      ]
    : [readable(whatOf(error))]

/** An image model's error in words. */
export const ofImageError = (error: ImageError, plugins: Plugins): ErrorText => ({
  what: linesOf(error).join("\n"),
  hint: hintOf(error, plugins),
  where: readable(
    join(
      [error.provider, error.model, error.jobId === undefined ? undefined : `job ${error.jobId}`],
      " · "
    )
  )
})
