import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Input } from "@easel/core/ImageRequest"
import type { Service as Caller } from "../../Caller.js"
import type { Service as Dispatcher } from "../../Dispatcher.js"
import { type GatewayError, ShuttingDown } from "../../GatewayError.js"
import type { Service as PictureStore } from "../../PictureStore.js"
import { failureOf } from "./failureOf.js"
import type { Generation } from "./Generation.js"
import * as KeptResponse from "./KeptResponse.js"
import type { Shelf } from "./Shelf.js"

/** What generations need of their gateway. */
export interface Runner {
  readonly dispatcher: Dispatcher
  readonly store: PictureStore
  readonly shelf: Shelf
  /** The gateway ends what runs. */
  readonly isClosing: () => boolean
}

/** Done as soon as the generation has begun, or waits for its turn; fails when it never will. */
export type Begun = Deferred.Deferred<void, GatewayError>

/** Everything that a generation does until its end; must run uninterruptibly. */
export const runGeneration = (
  runner: Runner,
  caller: Caller,
  request: Input,
  generation: Generation,
  begun: Begun
): Effect.Effect<void> => {
  const begin = Deferred.succeed(begun, undefined)
  return runner.dispatcher
    .generate(caller, request, {
      previews: true,
      onEvent: (event) =>
        Effect.zipRight(
          Effect.sync(() => generation.record(event)),
          begin
        ),
      onStart: Effect.zipRight(
        Effect.sync(() => generation.start()),
        begin
      )
    })
    .pipe(
      Effect.flatMap((finished) => KeptResponse.keep(runner.store, finished)),
      Effect.interruptible,
      Effect.exit,
      Effect.flatMap((exit) => finish(runner, generation, begun, exit))
    )
}

/** Records how it ended, or that it never began. */
const finish = (
  { isClosing, shelf }: Runner,
  generation: Generation,
  begun: Begun,
  exit: Exit.Exit<KeptResponse.KeptResponse, GatewayError>
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (Exit.isSuccess(exit)) generation.succeed(exit.value, now)
    else if (!Cause.isInterruptedOnly(exit.cause)) {
      generation.fail(yield* failureOf(exit.cause), now)
    } else if (isClosing()) generation.fail(new ShuttingDown({ cancelled: true }), now)
    else generation.cancel(now)
    const { error } = generation
    const refused = error !== undefined && (yield* Deferred.fail(begun, error))
    if (refused) shelf.remove(generation)
    else shelf.retire(generation)
    yield* Deferred.succeed(begun, undefined)
  })
