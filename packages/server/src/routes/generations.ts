import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Api } from "../Api.js"
import { Caller } from "../Caller.js"
import type { GatewayError } from "../GatewayError.js"
import { Generations } from "../Generations.js"
import { answerError } from "../internal/answerError.js"
import { eventStream } from "../internal/generations/eventStream.js"
import { requestOf } from "../internal/generations/requestBody.js"
import { startingPoint } from "../internal/generations/startingPoint.js"
import { PublicPath } from "../internal/PublicPath.js"
import { readJson } from "../internal/readBody.js"

/** With its failure as the answer. */
const answered = <A, R>(effect: Effect.Effect<A, GatewayError, R>) =>
  Effect.catchAll(effect, answerError)

export const layer = HttpApiBuilder.group(Api, "generations", (handlers) =>
  Effect.gen(function* () {
    const generations = yield* Generations
    const publicPath = yield* PublicPath
    return handlers
      .handleRaw("create", () =>
        Effect.gen(function* () {
          const caller = yield* Caller
          const request = yield* Effect.flatMap(readJson, requestOf)
          const { id } = yield* generations.create(caller, request)
          return eventStream(yield* generations.events(caller, id, -1), {
            location: `${publicPath}/api/generations/${id}`
          })
        }).pipe(answered)
      )
      .handleRaw("events", ({ headers, path, urlParams }) =>
        Effect.gen(function* () {
          const caller = yield* Caller
          const after = yield* startingPoint(headers["last-event-id"], urlParams.after)
          return eventStream(yield* generations.events(caller, path.id, after))
        }).pipe(answered)
      )
      .handleRaw("list", () => answered(Effect.flatMap(Caller, generations.list)))
      .handleRaw("get", ({ path }) =>
        answered(Effect.flatMap(Caller, (caller) => generations.get(caller, path.id)))
      )
      .handleRaw("cancel", ({ path }) =>
        answered(Effect.flatMap(Caller, (caller) => generations.cancel(caller, path.id)))
      )
  })
)
