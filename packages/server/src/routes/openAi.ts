import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Schema from "effect/Schema"
import { Api } from "../Api.js"
import { Caller } from "../Caller.js"
import { Dispatcher } from "../Dispatcher.js"
import { MalformedBody } from "../GatewayError.js"
import { answerError } from "../internal/answerError.js"

const Body = Schema.Struct({ model: Schema.optional(Schema.String), prompt: Schema.String })

export const layer = HttpApiBuilder.group(Api, "openai", (handlers) =>
  Effect.gen(function* () {
    const dispatcher = yield* Dispatcher
    return handlers.handleRaw("generations", () =>
      Effect.gen(function* () {
        const caller = yield* Caller
        const body = yield* HttpServerRequest.schemaBodyJson(Body)
        const { pictures } = yield* dispatcher.generate(caller, body, {
          onEvent: () => Effect.void,
          previews: false
        })
        return HttpServerResponse.unsafeJson({
          created: 0,
          data: pictures.map(({ bytes }) => ({ b64_json: Encoding.encodeBase64(bytes) }))
        })
      }).pipe(
        Effect.catchTag("RequestError", () =>
          Effect.fail(new MalformedBody({ reason: "Syntax", description: "the body is no JSON" }))
        ),
        Effect.catchTag("ParseError", () =>
          Effect.fail(new MalformedBody({ reason: "Syntax", description: "a prompt is missing" }))
        ),
        Effect.catchAll(answerError)
      )
    )
  })
)
