/**
 * The gateway as an `HttpApp`, to be mounted anywhere: any provider of a registry behind the OpenAI
 * Images API and behind Easel's own.
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Layer from "effect/Layer"
import * as Access from "./Access.js"
import * as Admission from "./Admission.js"
import { Api } from "./Api.js"
import * as Dispatcher from "./Dispatcher.js"
import { answerErrors } from "./internal/answerError.js"
import { flow } from "effect/Function"
import * as Mcp from "./Mcp.js"
import * as Metrics from "./Metrics.js"
import * as mcp from "./routes/mcp.js"
import * as openAi from "./routes/openAi.js"
import * as operations from "./routes/operations.js"
import * as providers from "./routes/providers.js"

export interface Options {
  readonly admission?: Admission.Options | undefined
  /** What clients of the Model Context Protocol are told as the server's version. */
  readonly version?: string | undefined
}

const routes = Layer.mergeAll(openAi.layer, providers.layer, mcp.layer, operations.layer)

const measure = Metrics.measureHttp(Metrics.routeTable(Api))

/** Everything that `HttpApiBuilder.httpApp` needs. */
export const layer = (options: Options = {}) =>
  HttpApiBuilder.api(Api).pipe(
    Layer.provide(routes),
    Layer.provide(Access.layerOpen),
    Layer.provide(Mcp.layer(options)),
    Layer.provide(Mcp.layerKeeperStore),
    Layer.provide(Metrics.layerDispatcher),
    Layer.provide(Dispatcher.layer),
    Layer.provide(Admission.layer(options.admission)),
    Layer.merge(HttpApiBuilder.middleware(flow(answerErrors, measure)))
  )
