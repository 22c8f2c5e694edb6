/**
 * Everything that can go wrong, as tagged schema errors that survive JSON.
 *
 * Each names the provider, the model and, once the service has accepted the job, its id. None
 * holds a key, a cookie or a token: `ServiceClient` scrubs what a service echoes.
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

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
      readonly status?: number | undefined
      readonly retryAfter?: Duration.Duration | undefined
      readonly retryable?: boolean | undefined
    }
  ): ResponseError {
    const retryable = fields.retryable ?? retryableReasons.has(fields.reason)
    return new ResponseError({ ...fields, retryable: retryable && fields.jobId === undefined })
  }
}

/** The answer can't be understood, or is a success without a picture. */
export class ResponseParseError extends Schema.TaggedError<ResponseParseError>(
  "@easel/core/ResponseParseError"
)("ResponseParseError", {
  ...context,
  /** What should have come. */
  expected: Schema.String,
  /** The beginning of what came, at most 300 characters. */
  excerpt: Schema.String
}) {
  override get message(): string {
    return sentence(`expected ${this.expected}`, this.excerpt && `got ${this.excerpt}`)
  }
}

/** Which part of a generation was under way. */
export const Phase = Schema.Literal("Submit", "Wait", "Download")
export type Phase = typeof Phase.Type

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
  /** `Total`: the whole generation. `Idle`: no byte came. `Download`: fetching the picture. */
  deadline: Schema.Literal("Total", "Idle", "Download"),
  /** Milliseconds in JSON. */
  duration: Schema.DurationFromMillis
}) {
  override get message(): string {
    const time = Duration.format(this.duration)
    return this.deadline === "Idle"
      ? `the service sent nothing for ${time}`
      : `no ${this.deadline === "Total" ? "picture" : "complete download"} within ${time}`
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

/** Every error of an image model. */
export const ImageError = Schema.Union(
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
export type ImageError = typeof ImageError.Type

/** True when the same request may be sent again: it can help, and no job was accepted. */
export const isRetryable = (error: ImageError): boolean => {
  if (error.jobId !== undefined) return false
  if (error._tag === "ResponseError") return error.retryable
  return error._tag === "TransportError" && error.reason === "Refused"
}
