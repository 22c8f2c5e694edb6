import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { InvalidRequest } from "@easel/core/ImageError"
import { ImageRequest, type Input } from "@easel/core/ImageRequest"
import { Admission } from "../../Admission.js"
import type { Service as Caller } from "../../Caller.js"
import { Dispatcher } from "../../Dispatcher.js"
import {
  type DurableGeneration,
  DurableGenerations,
  type Picture,
  prefix
} from "../../DurableGenerations.js"
import { GenerationNotFound } from "../../GatewayError.js"
import { PictureLinks } from "../../PictureLinks.js"
import { PictureStore } from "../../PictureStore.js"
import { KeptResponse } from "./KeptResponse.js"
import { summaryOf } from "./summaryOf.js"

const notHere = new InvalidRequest({
  option: "durable",
  reason: "this gateway keeps no generations beyond its own end",
  legal: "a gateway that was started with a database: easel serve --database FILE --pictures FOLDER"
})

/** By its id. */
export const isDurable = (id: string): boolean => id.startsWith(prefix)

/** A stream would have nothing to tell but the end. */
export const noEvents = new InvalidRequest({
  option: "id",
  reason: "a durable generation has no events",
  legal: "GET /api/generations/{id}, now and then"
})

/** The durable generations as this gateway tells of them, if it has any. */
export const makeDurable = Effect.gen(function* () {
  const engine = yield* Effect.serviceOption(DurableGenerations)
  const dispatcher = yield* Dispatcher
  const admission = yield* Admission
  const links = yield* PictureLinks
  const store = yield* PictureStore

  /** Sees to it that the address of a picture leads to it. */
  const provide = ({ load, name }: Picture): Effect.Effect<void> =>
    store.get(name).pipe(
      Effect.catchTag("PictureNotFound", () => Effect.flatMap(load, store.put)),
      Effect.catchAll((error) => Effect.logWarning(`the picture ${name} is gone`, error))
    )

  const summarize = ({ error, result, status, ...origin }: DurableGeneration) => {
    const response = result === undefined ? undefined : new KeptResponse(result)
    return summaryOf(links, { origin, status, response, error })
  }

  const told = (generation: DurableGeneration) =>
    Effect.zipRight(
      Effect.forEach(generation.result?.pictures ?? [], provide),
      summarize(generation)
    )

  const find = (id: string) =>
    Option.match(engine, {
      onNone: () => Effect.fail(new GenerationNotFound({ id: id.slice(0, 100) })),
      onSome: Effect.succeed
    })

  return {
    /** Refused for the same reasons as every other one, but for the line, which is the engine's. */
    create: (caller: Caller, input: Input) =>
      Effect.gen(function* () {
        if (Option.isNone(engine)) return yield* notHere
        const { model, plugin } = yield* dispatcher.find(input.model)
        yield* dispatcher.resolve(input)
        yield* admission.admit(caller)
        const request = new ImageRequest(
          { ...input, model: model.name },
          { disableValidation: true }
        )
        const order = { request, provider: plugin.id, model: model.name }
        return yield* Effect.flatMap(engine.value.create(caller, order), told)
      }),
    get: (caller: Caller, id: string) =>
      Effect.flatMap(find(id), (service) => Effect.flatMap(service.get(caller, id), told)),
    /** Pictures that the gateway's store has no longer stay away until their generation is asked for. */
    list: (caller: Caller) =>
      Option.match(engine, {
        onNone: () => Effect.succeed([]),
        onSome: (service) =>
          Effect.flatMap(service.list(caller), (all) => Effect.forEach(all, summarize))
      }),
    cancel: (caller: Caller, id: string) =>
      Effect.flatMap(find(id), (service) => Effect.flatMap(service.cancel(caller, id), told))
  }
})
