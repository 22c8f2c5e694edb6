/**
 * A Gradio Space as a source of pictures: a function of the Space is called by its API name with
 * positional inputs, and what the Space says meanwhile becomes `ProviderEvent`s.
 *
 * The route is Gradio's `/call` (since 4.20): a POST hands the job in and answers with an event
 * id, a GET reads `heartbeat`, `generating`, `complete` and `error` as server-sent events. A job is
 * read once and never handed in twice; leaving the stream takes a waiting job out of the queue.
 *
 * Source of the wire: `gradio/routes.py` and captures of real servers, see the README.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { ImageError } from "@easel/core/ImageError"
import { accepted, type Completed, type Emit } from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import { readEvent } from "./internal/readEvent.js"
import { explainAnswer } from "./internal/explainAnswer.js"

/** Where the API routes begin since Gradio 5; in 4.x they began at the root. */
export const defaultPrefix = "/gradio_api"

type ClientOptions = Pick<
  ServiceClient.Options,
  | "provider"
  | "baseUrl"
  | "token"
  | "proxy"
  | "retries"
  | "backoff"
  | "idleTimeout"
  | "downloadTimeout"
  | "maximumEventLength"
  | "maximumPictureBytes"
>

export interface Options extends ClientOptions {
  /** Path before the API routes: `"/gradio_api"` by default, `""` for Gradio 4. */
  readonly prefix?: string | undefined
  /**
   * What a person does to send a Hugging Face token, such as `"set HF_TOKEN"`. Errors that a token
   * would have avoided say it.
   */
  readonly tokenHint?: string | undefined
}

/** One call of a function of the Space. */
export interface Call {
  /** The function's API name, without a slash, such as `"infer"`. */
  readonly api: string
  /** The inputs, one for each input component in order, hidden ones too. */
  readonly data: ReadonlyArray<unknown>
  /** Index of the output that holds the seed really used, where the Space gives it. */
  readonly seedOutput?: number | undefined
}

export interface GradioSpace {
  /**
   * Hands the call in and follows it to its result. Emits `Accepted`, and an `ImagePreview` for
   * each intermediate result with a picture.
   *
   * A refusal and an error of the Space's program are `ResponseError`s, an answer that makes no
   * sense or holds no picture a `ResponseParseError`, a stream that breaks or ends before its
   * result a `TransportError`.
   */
  readonly generate: (call: Call, emit: Emit) => Effect.Effect<Completed, ImageError>
  /** Fetches a picture; the token goes along only when it lies at the Space itself. */
  readonly load: ServiceClient.ServiceClient["load"]
}

/** Ids become part of a path, so that one with a slash or dots is refused. */
const Submitted = Schema.Struct({
  event_id: Schema.String.pipe(
    Schema.pattern(/^[\w-]{1,128}$/, { message: () => "an id without slashes or dots" })
  )
})

/** Opens a Space. */
export const make = (
  options: Options
): Effect.Effect<GradioSpace, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const { prefix = defaultPrefix, tokenHint = "send a Hugging Face token" } = options
    const client = yield* ServiceClient.make({ ...options, explain: explainAnswer(tokenHint) })

    return {
      generate: ({ api, data, seedOutput }, emit) => {
        const path = `${prefix}/call/${encodeURIComponent(api)}`
        const read = readEvent({
          provider: options.provider,
          address: { baseUrl: options.baseUrl, prefix },
          seedOutput,
          tokenHint,
          scrub: client.scrub,
          words: (text) => ServiceClient.clean(client.scrub(text)),
          emit
        })
        return Effect.gen(function* () {
          const { event_id: jobId } = yield* client.json(
            { method: "POST", path, json: { data }, phase: "Submit", repeat: "UntilAccepted" },
            Submitted
          )
          yield* emit(accepted(client.scrub(jobId)))
          return yield* client.followEvents(
            {
              method: "GET",
              path: `${path}/${encodeURIComponent(jobId)}`,
              phase: "Wait",
              repeat: "Always"
            },
            read
          )
        })
      },
      load: client.load
    }
  })
