import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { Api } from "../Api.js"
import { Caller } from "../Caller.js"
import type { GatewayError } from "../GatewayError.js"
import { Generations } from "../Generations.js"
import { GenerationSummary } from "../GenerationSummary.js"
import { answerError } from "../internal/answerError.js"
import { isDurable, makeDurable, noEvents } from "../internal/generations/durable.js"
import { eventStream } from "../internal/generations/eventStream.js"
import { requestOf } from "../internal/generations/requestBody.js"
import { startingPoint } from "../internal/generations/startingPoint.js"
import { PublicPath } from "../internal/PublicPath.js"
import { readJson } from "../internal/readBody.js"

/** With its failure as the answer. */
const answered = <A, R>(effect: Effect.Effect<A, GatewayError, R>) =>
  Effect.catchAll(effect, answerError)

const newestFirst = (all: ReadonlyArray<GenerationSummary>): ReadonlyArray<GenerationSummary> =>
  all.toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime())

const summaryAnswer = HttpServerResponse.schemaJson(GenerationSummary)

export const layer = HttpApiBuilder.group(Api, "generations", (handlers) =>
  Effect.gen(function* () {
    const generations = yield* Generations
    const durable = yield* makeDurable
    const publicPath = yield* PublicPath
    const keeperOf = (id: string) => (isDurable(id) ? durable : generations)
    const addressOf = (id: string) => ({ location: `${publicPath}/api/generations/${id}` })
    return handlers
      .handleRaw("create", ({ urlParams }) =>
        Effect.gen(function* () {
          const caller = yield* Caller
          const request = yield* Effect.flatMap(readJson, requestOf)
          if (urlParams.durable === true) {
            const summary = yield* durable.create(caller, request)
            const headers = addressOf(summary.id)
            return yield* Effect.orDie(summaryAnswer(summary, { status: 202, headers }))
          }
          const { id } = yield* generations.create(caller, request)
          return eventStream(yield* generations.events(caller, id, -1), addressOf(id))
        }).pipe(answered)
      )
      .handleRaw("events", ({ headers, path, urlParams }) =>
        Effect.gen(function* () {
          const caller = yield* Caller
          if (isDurable(path.id)) return yield* noEvents
          const after = yield* startingPoint(headers["last-event-id"], urlParams.after)
          return eventStream(yield* generations.events(caller, path.id, after))
        }).pipe(answered)
      )
      .handleRaw("list", () =>
        answered(
          Effect.flatMap(Caller, (caller) =>
            Effect.map(
              Effect.all([generations.list(caller), durable.list(caller)]),
              ([running, kept]) => newestFirst([...running, ...kept])
            )
          )
        )
      )
      .handleRaw("get", ({ path }) =>
        answered(Effect.flatMap(Caller, (caller) => keeperOf(path.id).get(caller, path.id)))
      )
      .handleRaw("cancel", ({ path }) =>
        answered(Effect.flatMap(Caller, (caller) => keeperOf(path.id).cancel(caller, path.id)))
      )
  })
)
