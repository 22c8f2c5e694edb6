import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Api } from "../Api.js"
import { Caller } from "../Caller.js"
import { Generations } from "../Generations.js"
import { answerError } from "../internal/answerError.js"
import { eventStream } from "../internal/generations/eventStream.js"
import { requestOf } from "../internal/generations/requestBody.js"
import { startingPoint } from "../internal/generations/startingPoint.js"
import { readJson } from "../internal/readBody.js"

export const layer = HttpApiBuilder.group(Api, "generations", (handlers) =>
  Effect.gen(function* () {
    const generations = yield* Generations
    return handlers
      .handleRaw("create", () =>
        Effect.gen(function* () {
          const caller = yield* Caller
          const request = yield* Effect.flatMap(readJson, requestOf)
          const { id } = yield* generations.create(caller, request)
          return eventStream(yield* generations.events(caller, id, -1), {
            location: `/api/generations/${id}`
          })
        }).pipe(Effect.catchAll(answerError))
      )
      .handleRaw("events", ({ headers, path, urlParams }) =>
        Effect.gen(function* () {
          const caller = yield* Caller
          const after = yield* startingPoint(headers["last-event-id"], urlParams.after)
          return eventStream(yield* generations.events(caller, path.id, after))
        }).pipe(Effect.catchAll(answerError))
      )
      .handle("list", () => Effect.flatMap(Caller, generations.list))
      .handle("get", ({ path }) =>
        Effect.flatMap(Caller, (caller) => generations.get(caller, path.id))
      )
      .handle("cancel", ({ path }) =>
        Effect.flatMap(Caller, (caller) => generations.cancel(caller, path.id))
      )
  })
)
