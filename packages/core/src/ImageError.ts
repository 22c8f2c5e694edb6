/**
 * Everything that can go wrong, as tagged schema errors that survive JSON.
 *
 * Each names the provider, the model and, once the service has accepted the job, its id. None
 * holds a key, a cookie or a token: `ServiceClient` scrubs what a service echoes.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

export { mayHaveJob } from "./internal/mayHaveJob.js"

const context = {
  /** Id of the provider, such as `"sd35"`. */
  provider: Schema.optional(Schema.String),
  /** Full name of the model. */
  model: Schema.optional(Schema.String),
  /** The service's id of the job. Its presence means that the job was accepted. */
  jobId: Schema.optional(Schema.String)
}

/** Where an error happened. */
export interface ErrorContext {
  readonly provider?: string | undefined
  readonly model?: string | undefined
  readonly jobId?: string | undefined
}

const sentence = (...parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join("; ")

/** Refused before anything was sent. */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>(
  "@easel/core/InvalidRequest"
)("InvalidRequest", {
  ...context,
  /** The field of the request, such as `"width"`. */
  option: Schema.String,
  reason: Schema.String,
  /** What would be legal, in a form that can be typed. */
  legal: Schema.optional(Schema.String)
}) {
  override get message(): string {
    return sentence(
      `${this.option}: ${this.reason}`,
      this.legal === undefined ? undefined : `try ${this.legal}`
    )
  }
}

const nearMatches = (matches: ReadonlyArray<string>): string | undefined =>
  matches.length === 0 ? undefined : `did you mean ${matches.join(" or ")}?`

/** No provider has that id. */
export class ProviderNotFound extends Schema.TaggedError<ProviderNotFound>(
  "@easel/core/ProviderNotFound"
)("ProviderNotFound", {
  ...context,
  name: Schema.String,
  near: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return sentence(`there is no provider "${this.name}"`, nearMatches(this.near))
  }
}

/** No model has that name. */
export class ModelNotFound extends Schema.TaggedError<ModelNotFound>("@easel/core/ModelNotFound")(
  "ModelNotFound",
  { ...context, name: Schema.String, near: Schema.Array(Schema.String) }
) {
  override get message(): string {
    return sentence(`there is no model "${this.name}"`, nearMatches(this.near))
  }
}

/** Why a service said no. */
export const ResponseReason = Schema.Literal(
  "Quota",
  "RateLimited",
  "Unauthorized",
  "Moderated",
  "Overloaded",
  "NotFound",
  "Rejected",
  "Server"
)
export type ResponseReason = typeof ResponseReason.Type

const retryableReasons: ReadonlySet<ResponseReason> = new Set([
  "RateLimited",
  "Overloaded",
  "Server"
])

/** The service said no. `message` is its own text, cleaned. */
export class ResponseError extends Schema.TaggedError<ResponseError>("@easel/core/ResponseError")(
  "ResponseError",
  {
    ...context,
    reason: ResponseReason,
    message: Schema.String,
    /** The provider's own word for it, where it has one; for programs. */
    code: Schema.optional(Schema.String),
    /** HTTP status, where there was one. */
    status: Schema.optional(Schema.Int),
    /** How long the service asks to wait; milliseconds in JSON. */
    retryAfter: Schema.optional(Schema.DurationFromMillis),
    /** Sending the same request again may help and can't start a second job. */
    retryable: Schema.Boolean
  }
) {
  /**
   * Builds the error. `retryable` follows from its reason, unless the maker knows better; with the
   * id of an accepted job it is always false.
   */
  static of(
    fields: ErrorContext & {
      readonly reason: ResponseReason
      readonly message: string
      readonly code?: string | undefined
      readonly status?: number | undefined
      readonly retryAfter?: Duration.Duration | undefined
      readonly retryable?: boolean | undefined
    }
  ): ResponseError {
    const retryable = fields.retryable ?? retryableReasons.has(fields.reason)
    return new ResponseError({ ...fields, retryable: retryable && fields.jobId === undefined })
  }
}

/**
 * Which part of a generation was under way. `Prepare`: what is asked, or given, before a job is handed
 * in, so that none exists.
 */
export const Phase = Schema.Literal("Prepare", "Submit", "Wait", "Download")
export type Phase = typeof Phase.Type

/** The answer can't be understood, or is a success without a picture. */
export class ResponseParseError extends Schema.TaggedError<ResponseParseError>(
  "@easel/core/ResponseParseError"
)("ResponseParseError", {
  ...context,
  /** What should have come. */
  expected: Schema.String,
  /** The beginning of what came, at most 300 characters. */
  excerpt: Schema.String,
  /** Which part of the generation it answered, where that is known. */
  phase: Schema.optional(Phase)
}) {
  override get message(): string {
    return sentence(`expected ${this.expected}`, this.excerpt && `got ${this.excerpt}`)
  }
}

/** The connection failed. */
export class TransportError extends Schema.TaggedError<TransportError>(
  "@easel/core/TransportError"
)("TransportError", {
  ...context,
  phase: Phase,
  /** `Refused`: nothing was sent. `Cut`: it broke. `EndedEarly`: it ended without a result. */
  reason: Schema.Literal("Refused", "Cut", "EndedEarly"),
  /** What the network said. */
  description: Schema.String
}) {
  override get message(): string {
    return `${this.phase.toLowerCase()}: ${this.description}`
  }
}

/** A deadline passed. */
export class GenerationTimeout extends Schema.TaggedError<GenerationTimeout>(
  "@easel/core/GenerationTimeout"
)("GenerationTimeout", {
  ...context,
  /**
   * `Total`: the whole generation. `Idle`: no byte came. `Download`: fetching the picture.
   * `Hedge`: another model came first, having been started after this time; no generation ends with
   * it, it is only ever the cause of a `Restarted`.
   */
  deadline: Schema.Literal("Total", "Idle", "Download", "Hedge"),
  /** Milliseconds in JSON. */
  duration: Schema.DurationFromMillis,
  /** Of `Idle`: which part of the generation fell silent, where that is known. */
  phase: Schema.optional(Phase)
}) {
  override get message(): string {
    const time = Duration.format(this.duration)
    switch (this.deadline) {
      case "Total":
        return `no picture within ${time}`
      case "Idle":
        return `the service sent nothing for ${time}`
      case "Download":
        return `no complete download within ${time}`
      case "Hedge":
        return "another model was faster"
    }
  }
}

/** The picture can't be had although the service says that it made one. */
export class AssetError extends Schema.TaggedError<AssetError>("@easel/core/AssetError")(
  "AssetError",
  {
    ...context,
    reason: Schema.Literal(
      "NotFound",
      "Forbidden",
      "ForbiddenAddress",
      "TooLarge",
      "NotAnImage",
      "Unreachable"
    ),
    description: Schema.String
  }
) {
  override get message(): string {
    return this.description
  }
}

/** A plugin threw, or gave something that is not of its contract: a mistake in its code. */
export class ProviderDefect extends Schema.TaggedError<ProviderDefect>(
  "@easel/core/ProviderDefect"
)("ProviderDefect", {
  ...context,
  /** What it did, at most 300 characters. */
  description: Schema.String
}) {
  override get message(): string {
    return `the plugin of ${this.provider ?? "a provider"} is broken: ${this.description}`
  }
}

/** What one attempt at one model can fail with. */
export const AttemptError = Schema.Union(
  InvalidRequest,
  ProviderNotFound,
  ModelNotFound,
  ResponseError,
  ResponseParseError,
  TransportError,
  GenerationTimeout,
  AssetError,
  ProviderDefect
)
export type AttemptError = typeof AttemptError.Type

/** Where an attempt failed, as `provider:model`, as far as that is known. */
const place = ({ model, provider }: ErrorContext): string =>
  [provider, model].filter((part) => part !== undefined).join(":")

/**
 * Every model that a policy could ask has failed or has refused the request. When a service had
 * accepted the job, `provider`, `model` and `jobId` are those of the first that did.
 */
export class AllAttemptsFailed extends Schema.TaggedError<AllAttemptsFailed>(
  "@easel/core/AllAttemptsFailed"
)("AllAttemptsFailed", {
  ...context,
  /** In the order in which they failed. */
  attempts: Schema.NonEmptyArray(AttemptError)
}) {
  /** Of the causes in order; those that are sums themselves are taken apart. */
  static of([first, ...others]: readonly [ImageError, ...ReadonlyArray<ImageError>]) {
    const [head, ...tail] = attemptsOf(first)
    const attempts = [head, ...tail, ...others.flatMap(attemptsOf)] as const
    const accepted = attempts.find(({ jobId }) => jobId !== undefined)
    return new AllAttemptsFailed({
      attempts,
      provider: accepted?.provider,
      model: accepted?.model,
      jobId: accepted?.jobId
    })
  }

  /** A line for each attempt. */
  override get message(): string {
    const lines = this.attempts.map((attempt) => {
      const where = place(attempt)
      return `- ${where === "" ? "" : `${where}: `}${attempt.message.replace(/\s+/g, " ")}`
    })
    return ["every attempt failed:", ...lines].join("\n")
  }
}

/** The attempts behind an error: its own, or those that it sums up. */
export const attemptsOf = (
  error: ImageError
): readonly [AttemptError, ...ReadonlyArray<AttemptError>] =>
  error._tag === "AllAttemptsFailed" ? error.attempts : [error]

/** Every error of an image model. */
export const ImageError = Schema.Union(...AttemptError.members, AllAttemptsFailed)
export type ImageError = typeof ImageError.Type

/** True when the request was refused before anything was sent. */
export const isRefusal = (
  error: ImageError
): error is InvalidRequest | ProviderNotFound | ModelNotFound =>
  error._tag === "InvalidRequest" ||
  error._tag === "ProviderNotFound" ||
  error._tag === "ModelNotFound"

/**
 * True when the same request may be sent again: it can help, and no job was accepted. For a sum of
 * attempts, each must be retryable, but for those where the model refused the request: they sent
 * nothing and don't stand in the way of the others.
 */
export const isRetryable = (error: ImageError): boolean => {
  if (error.jobId !== undefined) return false
  switch (error._tag) {
    case "ResponseError":
      return error.retryable
    case "TransportError":
      return error.phase === "Prepare" || (error.reason === "Refused" && error.phase !== "Download")
    case "AllAttemptsFailed": {
      const sent = error.attempts.filter((attempt) => !isRefusal(attempt))
      return sent.length > 0 && sent.every(isRetryable)
    }
    case "InvalidRequest":
    case "ProviderNotFound":
    case "ModelNotFound":
    case "ResponseParseError":
    case "GenerationTimeout":
    case "AssetError":
    case "ProviderDefect":
      return false
  }
}
