/**
 * Everything that a gateway answers instead of a picture: what a model failed with
 * (`ImageError`), and what the gateway itself refuses.
 */
import * as Schema from "effect/Schema"
import { ImageError } from "@easel/core/ImageError"

/** No key, or none that is known. 401. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("@easel/server/Unauthorized")(
  "Unauthorized",
  {}
) {
  override get message(): string {
    return "this gateway wants a key: send it as `Authorization: Bearer <key>`"
  }
}

/** A web page of another origin asks, or a host name that is not the gateway's. 403. */
export class ForbiddenOrigin extends Schema.TaggedError<ForbiddenOrigin>(
  "@easel/server/ForbiddenOrigin"
)("ForbiddenOrigin", {
  /** What was sent, at most 300 characters. */
  origin: Schema.String
}) {
  override get message(): string {
    return `requests from ${this.origin} are not allowed here`
  }
}

/** More than the gateway, or the caller's share of it, can take. Nothing was started. 429. */
export class TooManyRequests extends Schema.TaggedError<TooManyRequests>(
  "@easel/server/TooManyRequests"
)("TooManyRequests", {
  /**
   * `Queue`: the line is full. `Rate`, `Concurrency`: the limits of this caller's key. `Bodies`: too
   * many bytes are being sent at the same time.
   */
  limit: Schema.Literal("Queue", "Rate", "Concurrency", "Bodies"),
  /** When to come again; milliseconds in JSON. */
  retryAfter: Schema.DurationFromMillis
}) {
  override get message(): string {
    switch (this.limit) {
      case "Queue":
        return "the gateway has as many requests waiting as it takes"
      case "Rate":
        return "this key has used up its requests for the moment"
      case "Concurrency":
        return "this key has as many generations running as it may"
      case "Bodies":
        return "the gateway is being sent as many bytes as it takes at the same time"
    }
  }
}

/** The body is larger than the gateway takes. 413. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>("@easel/server/BodyTooLarge")(
  "BodyTooLarge",
  {
    /** What is too large: the body, or the name of a part of it. */
    part: Schema.String,
    /** Bytes. */
    limit: Schema.Int
  }
) {
  override get message(): string {
    return `${this.part} is larger than ${this.limit} bytes`
  }
}

/** The body can't be read: no JSON, no form, another media type than declared. 400 or 415. */
export class MalformedBody extends Schema.TaggedError<MalformedBody>("@easel/server/MalformedBody")(
  "MalformedBody",
  {
    reason: Schema.Literal("Syntax", "MediaType", "Incomplete"),
    description: Schema.String
  }
) {
  override get message(): string {
    return this.description
  }
}

/** There is no such route, or not with this method. 404 or 405. */
export class RouteNotFound extends Schema.TaggedError<RouteNotFound>("@easel/server/RouteNotFound")(
  "RouteNotFound",
  { method: Schema.String, path: Schema.String }
) {
  override get message(): string {
    return `there is no ${this.method} ${this.path} here`
  }
}

/** No such generation, or another caller's, or one that ended too long ago. 404. */
export class GenerationNotFound extends Schema.TaggedError<GenerationNotFound>(
  "@easel/server/GenerationNotFound"
)("GenerationNotFound", { id: Schema.String }) {
  override get message(): string {
    return `there is no generation ${this.id}, or no longer`
  }
}

/** The picture is not kept here, or no longer. 404. */
export class PictureNotFound extends Schema.TaggedError<PictureNotFound>(
  "@easel/server/PictureNotFound"
)("PictureNotFound", {}) {
  override get message(): string {
    return "the picture is not kept here, or no longer"
  }
}

/** The address of a picture has expired or was not made here. 403. */
export class LinkRefused extends Schema.TaggedError<LinkRefused>("@easel/server/LinkRefused")(
  "LinkRefused",
  { reason: Schema.Literal("Expired", "Forged") }
) {
  override get message(): string {
    return this.reason === "Expired"
      ? "the address of this picture has expired"
      : "this is no address that the gateway gave out"
  }
}

/** The provider can't be used as it is set up. Nothing was sent. 503. */
export class ProviderUnavailable extends Schema.TaggedError<ProviderUnavailable>(
  "@easel/server/ProviderUnavailable"
)("ProviderUnavailable", { provider: Schema.String, reason: Schema.String }) {
  override get message(): string {
    return `the provider ${this.provider} can't be used: ${this.reason}`
  }
}

/** A picture could not be kept or read. 500. */
export class PictureStoreError extends Schema.TaggedError<PictureStoreError>(
  "@easel/server/PictureStoreError"
)("PictureStoreError", {
  operation: Schema.Literal("put", "get"),
  description: Schema.String
}) {
  override get message(): string {
    return this.operation === "put"
      ? `the picture could not be kept: ${this.description}`
      : `the picture could not be read: ${this.description}`
  }
}

/** The gateway is going down and starts nothing new. 503; 424 when it was started. */
export class ShuttingDown extends Schema.TaggedError<ShuttingDown>("@easel/server/ShuttingDown")(
  "ShuttingDown",
  {
    /** True when it ran and was cancelled: the service may charge for it, and for another one. */
    cancelled: Schema.optional(Schema.Boolean)
  }
) {
  override get message(): string {
    return this.cancelled === true
      ? "the gateway has shut down and cancelled this generation"
      : "the gateway is shutting down"
  }
}

/** What the gateway itself refuses. */
export const Refusal = Schema.Union(
  Unauthorized,
  ForbiddenOrigin,
  TooManyRequests,
  BodyTooLarge,
  MalformedBody,
  RouteNotFound,
  GenerationNotFound,
  PictureNotFound,
  LinkRefused,
  ProviderUnavailable,
  PictureStoreError,
  ShuttingDown
)
export type Refusal = typeof Refusal.Type

export const GatewayError = Schema.Union(...ImageError.members, ...Refusal.members)
export type GatewayError = typeof GatewayError.Type

export const isGatewayError = Schema.is(GatewayError)
