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
import * as openAi from "./routes/openAi.js"
import * as providers from "./routes/providers.js"

export interface Options {
  readonly admission?: Admission.Options | undefined
}

const routes = Layer.mergeAll(openAi.layer, providers.layer)

/** Everything that `HttpApiBuilder.httpApp` needs. */
export const layer = (options: Options = {}) =>
  HttpApiBuilder.api(Api).pipe(
    Layer.provide(routes),
    Layer.provide(Access.layerOpen),
    Layer.provide(Dispatcher.layer),
    Layer.provide(Admission.layer(options.admission)),
    Layer.merge(HttpApiBuilder.middleware(answerErrors))
  )
