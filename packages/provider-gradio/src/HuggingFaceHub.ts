/**
 * What the hub of Hugging Face says about Spaces: where one of that name is, whether it sleeps, and
 * how much of the daily GPU quota is left.
 *
 * Source of the wire: hub-docs and `huggingface_hub`, see the README.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import * as ServiceClient from "@easel/core/ServiceClient"

/** Address of the hub. */
export const url = "https://huggingface.co"

export type Options = Pick<
  ServiceClient.Options,
  "provider" | "token" | "proxy" | "retries" | "backoff"
> & {
  /** Default: the hub of Hugging Face. The token goes there. */
  readonly baseUrl?: URL | undefined
}

export interface HuggingFaceHub {
  /** Where the Space `owner/name` is. */
  readonly host: (id: string) => Effect.Effect<URL, ImageError>
  /** Such as `"RUNNING"` or `"SLEEPING"`; `undefined` when the hub does not say. */
  readonly stage: (id: string) => Effect.Effect<string | undefined>
  /** What is left for the token's account on shared GPUs (ZeroGPU), in words. */
  readonly quota: Effect.Effect<string, ImageError>
  /** Fetches a picture that lies at no Space: without credentials, from public addresses. */
  readonly load: ServiceClient.ServiceClient["load"]
}

const Host = Schema.Struct({ host: Schema.URL })

const Runtime = Schema.Struct({ stage: Schema.String })

/** Times are seconds. */
const ZeroGpu = Schema.Struct({
  base: Schema.NonNegative,
  current: Schema.Number,
  resetsAt: Schema.optional(Schema.NullOr(Schema.String))
})

/** The hub tells nobody whether a Space is missing or private. */
const unknownSpace = (error: ImageError): ImageError =>
  error._tag === "ResponseError" && (error.status === 401 || error.status === 404)
    ? ResponseError.of({
        ...error,
        message: "Hugging Face knows no Space of that name, or it is private and needs a token"
      })
    : error

/** Opens the hub. */
export const make = (
  options: Options
): Effect.Effect<HuggingFaceHub, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope> =>
  Effect.map(
    ServiceClient.make({
      ...options,
      baseUrl: options.baseUrl ?? new URL(url),
      // The hub also has private files, to which any Space could point.
      pictureCredentials: false
    }),
    (client) => {
      const ask = <A, I>(path: string, schema: Schema.Schema<A, I>) =>
        client.json(
          { method: "GET", path: `/api/spaces/${path}`, phase: "Prepare", repeat: "Always" },
          schema
        )
      return {
        host: (id) =>
          Effect.mapBoth(ask(`${id}/host`, Host), {
            onFailure: unknownSpace,
            onSuccess: ({ host }) => host
          }),
        stage: (id) =>
          ask(`${id}/runtime`, Runtime).pipe(
            Effect.map(({ stage }) => stage),
            // The Space's own answers say the most of it.
            Effect.catchAll((error) =>
              Effect.as(Effect.logDebug(`the stage of the Space: ${error.message}`), undefined)
            )
          ),
        quota: Effect.map(ask("zero-gpu/quota", ZeroGpu), ({ base, current, resetsAt }) => {
          const reset = resetsAt ? `, whole again at ${resetsAt}` : ""
          return `ZeroGPU: ${Math.max(0, current)} s of ${base} s left today${reset}`
        }),
        load: client.load
      }
    }
  )

/** What is left for the token's account, in words; `undefined` without a token. */
export const account = (
  options: Options
): Effect.Effect<
  string | undefined,
  ConfigError.ConfigError | ImageError,
  HttpClient.HttpClient | Scope.Scope
> =>
  options.token === undefined
    ? Effect.succeed(undefined)
    : Effect.flatMap(make(options), ({ quota }) => quota)
