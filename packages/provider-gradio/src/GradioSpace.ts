/**
 * A Gradio Space as a source of pictures: a function of the Space is called by its API name with
 * positional inputs, and what the Space says meanwhile becomes `ProviderEvent`s.
 *
 * A POST to Gradio's `/call` route (since 4.20) hands the job in and answers with an event id. The
 * stream of the queue, read by that id, tells the place in the queue, the steps, intermediate
 * pictures, the result, and why there is none; where it is not to be had, the stream of `/call` tells
 * the last three. A job is read once and never handed in twice.
 *
 * Source of the wire: `gradio/routes.py` and captures of real servers, see the README.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { ImageError } from "@easel/core/ImageError"
import * as MediaType from "@easel/core/MediaType"
import { accepted, type Completed, type Emit } from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import { describeSpace, type Endpoint } from "./internal/describeSpace.js"
import { explainAnswer } from "./internal/explainAnswer.js"
import { follow } from "./internal/follow.js"
import { whenAwake } from "./internal/whenAwake.js"
import { Config, Info, Submitted, Uploaded } from "./internal/wire.js"

export type { Endpoint, Parameter } from "./internal/describeSpace.js"

/** Where the API routes begin since Gradio 5; in 4.x they began at the root. */
export const defaultPrefix = "/gradio_api"

export interface Options extends Omit<ServiceClient.Options, "explain"> {
  /** Path before the API routes: `"/gradio_api"` by default, `""` for Gradio 4. */
  readonly prefix?: string | undefined
  /**
   * What a person does to send a Hugging Face token, such as `"set HF_TOKEN"`. Errors that a token
   * would have avoided say it.
   */
  readonly tokenHint?: string | undefined
  /** What the hub says of the Space, see `HuggingFaceHub.stage`. Default: nothing. */
  readonly stage?: Effect.Effect<string | undefined> | undefined
  /** Between two visits to a Space that wakes. Default 5 seconds. */
  readonly wakeInterval?: Duration.DurationInput | undefined
}

/** One call of a function of the Space. */
export interface Call {
  /** The function's API name, without a slash, such as `"infer"`. */
  readonly api: string
  /** The inputs, one for each input component in order, hidden ones too. */
  readonly data: ReadonlyArray<unknown>
  /** Index of the output that holds the seed really used, where the Space gives it. */
  readonly seedOutput?: number | undefined
  /** Default: the Space's. */
  readonly prefix?: string | undefined
}

/** What a Space offers. */
export interface Description {
  /** Path before the API routes, as the Space says. */
  readonly prefix: string
  readonly endpoints: ReadonlyArray<Endpoint>
}

/** A file on the server, as an input. */
export interface FileInput {
  readonly path: string
  readonly orig_name: string
  readonly mime_type: string
  readonly meta: { readonly _type: "gradio.FileData" }
}

export interface GradioSpace {
  /** Asks the Space what it offers; wakes it when it sleeps. */
  readonly describe: (emit: Emit) => Effect.Effect<Description, ImageError>
  /** Gives a picture to the Space, as an input of a call. */
  readonly upload: (bytes: Uint8Array, prefix?: string) => Effect.Effect<FileInput, ImageError>
  /**
   * Hands the call in and follows it to its result; wakes the Space when it sleeps. Emits `Accepted`,
   * then `Queued`, `Progress` and an `ImagePreview` for each intermediate result with a picture.
   *
   * A refusal and an error of the Space's program are `ResponseError`s, an answer that makes no
   * sense or holds no picture a `ResponseParseError`, a stream that breaks or ends before its
   * result a `TransportError`.
   */
  readonly generate: (call: Call, emit: Emit) => Effect.Effect<Completed, ImageError>
  /**
   * Stops a job of a function, after its stream was left: one that waits leaves the queue, a
   * generator ends, and a plain function gives its place free though it runs to its end.
   */
  readonly cancel: (api: string, jobId: string) => Effect.Effect<void, ImageError>
  /** Removes the credentials that the Space may have echoed. */
  readonly scrub: ServiceClient.ServiceClient["scrub"]
  /** Fetches a picture; the token goes along only when it lies at the Space itself. */
  readonly load: ServiceClient.ServiceClient["load"]
}

const asking = { method: "GET", phase: "Prepare", repeat: "Always" } as const

const defaultWakeInterval = Duration.seconds(5)

/** Opens a Space. */
export const make = (
  options: Options
): Effect.Effect<GradioSpace, ConfigError.ConfigError, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const { prefix: usual = defaultPrefix, tokenHint = "send a Hugging Face token" } = options
    const client = yield* ServiceClient.make({ ...options, explain: explainAnswer(tokenHint) })
    const config = client.json({ ...asking, path: "/config" }, Config)

    const wakingFor = (emit: Emit) => ({
      visit: config,
      stage: options.stage ?? Effect.succeed(undefined),
      interval: Duration.decode(options.wakeInterval ?? defaultWakeInterval),
      emit
    })

    return {
      describe: (emit) =>
        Effect.gen(function* () {
          const found = yield* whenAwake(config, wakingFor(emit))
          const prefix = found.api_prefix ?? ""
          const info = yield* client.json({ ...asking, path: `${prefix}/info` }, Info)
          return { prefix, endpoints: describeSpace(found, info) }
        }),
      upload: (bytes, prefix = usual) =>
        Effect.suspend(() => {
          const mime_type = MediaType.detect(bytes) ?? "image/png"
          const orig_name = `picture.${MediaType.extension(mime_type)}`
          const form = new FormData()
          form.append("files", new Blob([new Uint8Array(bytes)], { type: mime_type }), orig_name)
          return Effect.map(
            client.json({ ...asking, method: "POST", path: `${prefix}/upload`, form }, Uploaded),
            ([path]) => ({
              path,
              orig_name,
              mime_type,
              meta: { _type: "gradio.FileData" as const }
            })
          )
        }),
      generate: ({ api, data, prefix = usual, seedOutput }, emit) =>
        Effect.gen(function* () {
          const path = `${prefix}/call/${encodeURIComponent(api)}`
          const submit = client.json(
            { method: "POST", path, json: { data }, phase: "Submit", repeat: "UntilAccepted" },
            Submitted
          )
          const { event_id: jobId } = yield* whenAwake(submit, wakingFor(emit))
          yield* emit(accepted(client.scrub(jobId)))
          return yield* follow(client, path, {
            provider: options.provider,
            jobId,
            address: { baseUrl: options.baseUrl, prefix },
            seedOutput,
            tokenHint,
            scrub: client.scrub,
            words: (text) => ServiceClient.clean(client.scrub(text)),
            emit
          })
        }),
      cancel: (api, jobId) =>
        Effect.gen(function* () {
          const { api_prefix, dependencies } = yield* config
          const index = dependencies.findIndex(({ api_name }) => api_name === api)
          if (index < 0) return
          yield* client.json(
            {
              method: "POST",
              path: `${api_prefix ?? ""}/cancel`,
              json: {
                session_hash: jobId,
                fn_index: dependencies[index]?.id ?? index,
                event_id: jobId
              },
              phase: "Wait",
              repeat: "Never"
            },
            Schema.Unknown
          )
        }),
      scrub: client.scrub,
      load: client.load
    }
  })
