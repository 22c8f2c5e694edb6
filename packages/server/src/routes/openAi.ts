import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import { ProviderRegistry } from "@easel/core/ProviderRegistry"
import { Api } from "../Api.js"
import { Dispatcher } from "../Dispatcher.js"
import { answerError } from "../internal/answerError.js"
import { troubleAnswer } from "../internal/errorAnswer.js"
import * as Heartbeat from "../openai/Heartbeat.js"
import { imagesRoute } from "../openai/imagesRoute.js"
import * as Models from "../openai/models.js"

/** OpenAI has taken its own out of service. */
const variations = Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) =>
  troubleAnswer(url, {
    status: 410,
    tag: "EndpointRetired",
    type: "invalid_request_error",
    code: "endpoint_retired",
    message: "variations are retired: send the picture and a prompt to POST /v1/images/edits"
  })
)

/** No answer is lost on its way to the client with a generation behind it. */
const whole = { uninterruptible: true }

export const layer = HttpApiBuilder.group(Api, "openai", (handlers) =>
  Effect.gen(function* () {
    const registry = yield* ProviderRegistry
    const dispatcher = yield* Dispatcher
    const heartbeat = yield* Heartbeat.make
    const images = imagesRoute(dispatcher, heartbeat)
    const models = Models.list(registry.list)
    return handlers
      .handleRaw("generations", ({ request }) => images(request, "generations"), whole)
      .handleRaw("edits", ({ request }) => images(request, "edits"), whole)
      .handleRaw("variations", () => variations)
      .handle("models", () => Effect.succeed(models))
      .handleRaw("model", ({ path }) =>
        dispatcher.find(path["*"]).pipe(
          Effect.map((found) => Models.describe(found, registry.list)),
          Effect.catchAll(answerError)
        )
      )
  })
)
