/**
 * The gateway as an `HttpApp`, to be mounted anywhere: any provider of a registry behind the OpenAI
 * Images API and behind Easel's own.
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Access from "./Access.js"
import * as Admission from "./Admission.js"
import { Api } from "./Api.js"
import * as Dispatcher from "./Dispatcher.js"
import * as Generations from "./Generations.js"
import { answerErrors } from "./internal/answerError.js"
import { answerRest } from "./internal/answerRest.js"
import { checkNumbers } from "./internal/checkNumbers.js"
import { guardOrigin } from "./internal/guardOrigin.js"
import { listeningUrl } from "./internal/listeningUrl.js"
import { loggedPrompts } from "./internal/loggedPrompts.js"
import { logRequests } from "./internal/logRequests.js"
import { Origins } from "./internal/Origins.js"
import { PublicPath, publicPathOf } from "./internal/PublicPath.js"
import { securityHeaders } from "./internal/securityHeaders.js"
import { withoutTracedQueries } from "./internal/withoutTracedQueries.js"
import * as Mcp from "./Mcp.js"
import * as Metrics from "./Metrics.js"
import * as PictureLinks from "./PictureLinks.js"
import * as PictureStore from "./PictureStore.js"
import * as documents from "./routes/documents.js"
import * as generations from "./routes/generations.js"
import * as mcp from "./routes/mcp.js"
import * as openAi from "./routes/openAi.js"
import * as operations from "./routes/operations.js"
import * as pictures from "./routes/pictures.js"
import * as providers from "./routes/providers.js"

export interface PictureOptions extends PictureStore.Limits {
  /** Where pictures are kept; without it in memory. */
  readonly folder?: string | undefined
  /** How long the address of a picture is good for. Default 1 hour. */
  readonly lifetime?: Duration.DurationInput | undefined
  /** What addresses are signed with, at least 16 characters. Default: random for this process. */
  readonly secret?: Redacted.Redacted | undefined
}

export interface Options extends Access.Options, Admission.Options {
  /**
   * Where clients reach the gateway, with a path when it has one: addresses of pictures begin with
   * it. Default: the address of the `HttpServer`; `http://localhost` where there is none.
   */
  readonly publicUrl?: string | undefined
  /**
   * Web pages that may use the gateway from a browser: `"https://studio.example"`. Default: none but
   * the gateway's own.
   */
  readonly corsOrigins?: ReadonlyArray<string> | undefined
  readonly pictures?: PictureOptions | undefined
  readonly generations?: Generations.Options | undefined
  /** What clients of the Model Context Protocol are told as the server's version. */
  readonly version?: string | undefined
  /** Whether prompts go to the log. Default false. */
  readonly logPrompts?: boolean | undefined
}

const routes = Layer.mergeAll(
  openAi.layer,
  providers.layer,
  pictures.layer,
  generations.layer,
  mcp.layer,
  operations.layer
)

/** Routes that are no part of the API: what a browser opens. */
const pages = ["/", "/docs", "/openapi.json"]

const measure = Metrics.measureHttp(Metrics.routeTable(Api, pages))

const storeOf = ({ folder, ...limits }: PictureOptions) =>
  folder === undefined
    ? PictureStore.layerMemory(limits)
    : PictureStore.layerFileSystem({ ...limits, folder })

/**
 * Everything that `HttpApiBuilder.httpApp` needs, and the `Admission` of the gateway, to shut it
 * down by. Fails when an option is wrong or the folder of pictures can't be used.
 */
export const layer = (options: Options = {}) =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      yield* checkNumbers([
        { option: "concurrency", value: options.concurrency, minimum: 1 },
        { option: "concurrencyPerKey", value: options.concurrencyPerKey, minimum: 1 },
        { option: "queue", value: options.queue, minimum: 0 },
        { option: "requestsPerMinute", value: options.requestsPerMinute, minimum: 1 },
        { option: "pictures.maximumBytes", value: options.pictures?.maximumBytes, minimum: 1 }
      ])
      const publicUrl = options.publicUrl ?? (yield* listeningUrl)
      const origins = yield* Origins.make(publicUrl, options.corsOrigins ?? [])
      const guard = guardOrigin({ origins, ownHostOnly: (options.keys ?? []).length === 0 })
      const dispatcher = options.logPrompts
        ? Layer.provide(loggedPrompts, Dispatcher.layer)
        : Dispatcher.layer
      const kept = options.pictures ?? {}
      return Layer.provideMerge(documents.layer, HttpApiBuilder.api(Api)).pipe(
        Layer.provide(routes),
        Layer.provide(Layer.succeed(PublicPath, publicPathOf(publicUrl))),
        Layer.provide(Access.layer(options)),
        Layer.provide(Generations.layer(options.generations)),
        Layer.provide(Mcp.layer(options)),
        Layer.provide(Mcp.layerKeeperStore),
        Layer.provide(Metrics.layerDispatcher),
        Layer.provide(dispatcher),
        Layer.provide(storeOf(kept)),
        Layer.provide(PictureLinks.layer({ ...kept, publicUrl })),
        Layer.provideMerge(Admission.layer(options)),
        Layer.merge(
          HttpApiBuilder.middleware((app) =>
            measure(logRequests(securityHeaders(answerRest(guard(answerErrors(app))))))
          )
        ),
        Layer.merge(withoutTracedQueries)
      )
    })
  )
