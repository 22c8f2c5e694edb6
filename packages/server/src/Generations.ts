/**
 * Generations that outlive the connection that started them: each runs in a fiber of the gateway,
 * and whoever started it may follow it from any point, ask after it, and cancel it.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import * as Stream from "effect/Stream"
import { InvalidRequest } from "@easel/core/ImageError"
import type { Input } from "@easel/core/ImageRequest"
import type { Service as Caller } from "./Caller.js"
import { Dispatcher } from "./Dispatcher.js"
import { type GatewayError, GenerationNotFound, ShuttingDown } from "./GatewayError.js"
import type { GenerationEvent } from "./GenerationEvent.js"
import type { GenerationSummary } from "./GenerationSummary.js"
import { Generation, type Recorded } from "./internal/generations/Generation.js"
import type * as Journal from "./internal/generations/Journal.js"
import * as KeptResponse from "./internal/generations/KeptResponse.js"
import { newId } from "./internal/generations/newId.js"
import { type Runner, runGeneration } from "./internal/generations/runGeneration.js"
import { Shelf } from "./internal/generations/Shelf.js"
import { summaryOf } from "./internal/generations/summaryOf.js"
import { PictureLinks } from "./PictureLinks.js"
import { PictureStore } from "./PictureStore.js"

/** An event and its number, which counts from 0. */
export type Numbered = Journal.Numbered<GenerationEvent>

export interface Service {
  /**
   * Starts a generation and waits until it has begun, or waits for its turn. What is refused before
   * fails here, and is no generation.
   */
  readonly create: (
    caller: Caller,
    request: Input
  ) => Effect.Effect<GenerationSummary, GatewayError>
  /**
   * The events after that number, -1 for all: those that are kept, then those to come, until the
   * end. Of the previews the latest is kept, and none after the end. A number that no event has yet
   * is an `InvalidRequest`. Leaving the stream leaves the generation alone, and a slow reader holds
   * nobody up.
   */
  readonly events: (
    caller: Caller,
    id: string,
    after: number
  ) => Effect.Effect<Stream.Stream<Numbered>, GenerationNotFound | InvalidRequest>
  readonly get: (caller: Caller, id: string) => Effect.Effect<GenerationSummary, GenerationNotFound>
  /** The caller's own, newest first. */
  readonly list: (caller: Caller) => Effect.Effect<ReadonlyArray<GenerationSummary>>
  /** Ends a generation; one that has ended is left as it is. Waits until the job is cancelled. */
  readonly cancel: (
    caller: Caller,
    id: string
  ) => Effect.Effect<GenerationSummary, GenerationNotFound>
}

export class Generations extends Context.Tag("@easel/server/Generations")<Generations, Service>() {}

export interface Options {
  /** How long a generation is kept after its end. Default 15 minutes. */
  readonly keep?: Duration.DurationInput | undefined
  /** Generations that are kept, the oldest dropped first; those that run stay. Default 1000. */
  readonly maximum?: number | undefined
}

export const defaultKeep = Duration.minutes(15)
export const defaultMaximum = 1000

/** Closing its scope ends what runs, with a `GenerationFailed` that says `ShuttingDown`. */
export const layer = ({ keep = defaultKeep, maximum = defaultMaximum }: Options = {}): Layer.Layer<
  Generations,
  never,
  Dispatcher | PictureStore | PictureLinks
> =>
  Layer.scoped(
    Generations,
    Effect.gen(function* () {
      const dispatcher = yield* Dispatcher
      const links = yield* PictureLinks
      const runtime = yield* Effect.runtime()
      const shelf = new Shelf({ keep: Duration.decode(keep), maximum })
      let closing = false

      const runner: Runner = {
        dispatcher,
        store: yield* PictureStore,
        shelf,
        isClosing: () => closing
      }

      /** The gateway's own fiber, which holds on to nothing of the request that asked for it. */
      const launch = (generation: Generation, work: Effect.Effect<void>) =>
        Effect.sync(() => {
          const fiber = Runtime.runFork(runtime)(Effect.uninterruptible(work))
          generation.fiber = fiber
          return fiber
        })

      const find = (caller: Caller, id: string) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const generation = shelf.find(caller.id, id, now)
          return generation === undefined
            ? Effect.fail(new GenerationNotFound({ id: id.slice(0, 100) }))
            : Effect.succeed(generation)
        })

      const end = ({ fiber }: Generation) =>
        fiber === undefined ? Effect.void : Effect.asVoid(Fiber.interrupt(fiber))

      yield* Effect.addFinalizer(() =>
        Effect.suspend(() => {
          closing = true
          return Effect.forEach(shelf.running, end, { concurrency: "unbounded", discard: true })
        })
      )
      yield* Effect.forkScoped(
        Effect.forever(
          Effect.delay(
            Effect.map(Clock.currentTimeMillis, (now) => shelf.sweep(now)),
            "1 minute"
          )
        )
      )

      return {
        create: (caller, request) =>
          Effect.gen(function* () {
            if (closing) return yield* new ShuttingDown()
            const { model, plugin } = yield* dispatcher.find(request.model)
            const { request: resolved } = yield* dispatcher.resolve(request)
            const generation = new Generation({
              id: yield* newId,
              owner: caller.id,
              createdAt: new Date(yield* Clock.currentTimeMillis),
              provider: plugin.id,
              model: model.name,
              prompt: resolved.prompt
            })
            const begun = yield* Deferred.make<void, GatewayError>()
            shelf.add(generation)
            const fiber = yield* launch(
              generation,
              runGeneration(runner, caller, request, generation, begun)
            )
            yield* Effect.onInterrupt(Deferred.await(begun), () => Fiber.interrupt(fiber))
            return yield* summaryOf(links, generation)
          }),
        events: (caller, id, after) =>
          Effect.flatMap(find(caller, id), ({ journal }) => {
            if (after >= journal.length) return Effect.fail(notYet(journal.length))
            const tell = ({ event, id }: Journal.Numbered<Recorded>): Effect.Effect<Numbered> =>
              event._tag === "KeptResponse"
                ? Effect.map(KeptResponse.tell(links, event), (event) => ({ id, event }))
                : Effect.succeed({ id, event })
            return Effect.succeed(Stream.mapEffect(journal.follow(after), tell))
          }),
        get: (caller, id) =>
          Effect.flatMap(find(caller, id), (generation) => summaryOf(links, generation)),
        list: (caller) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            Effect.forEach(shelf.of(caller.id, now), (generation) => summaryOf(links, generation))
          ),
        cancel: (caller, id) =>
          Effect.flatMap(find(caller, id), (generation) =>
            Effect.zipRight(end(generation), summaryOf(links, generation))
          )
      }
    })
  )

const notYet = (length: number): InvalidRequest =>
  new InvalidRequest({
    option: "after",
    reason: "no event has this number yet",
    legal: `at most ${length - 1}`
  })
