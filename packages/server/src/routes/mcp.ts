import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Api } from "../Api.js"
import { Caller } from "../Caller.js"
import { answerError } from "../internal/answerError.js"
import { Mcp } from "../Mcp.js"

export const layer = HttpApiBuilder.group(Api, "mcp", (handlers) =>
  Effect.gen(function* () {
    const mcp = yield* Mcp
    const answer = () => Effect.catchAll(Effect.flatMap(Caller, mcp.answer), answerError)
    return handlers.handleRaw("send", answer).handleRaw("listen", answer).handleRaw("end", answer)
  })
)
