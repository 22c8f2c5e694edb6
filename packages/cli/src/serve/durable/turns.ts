/** Durable generations begin in turn: each is a batch of its own, and batches don't wait for others. */
import { basename, dirname } from "node:path"
import { Batches } from "@easel/batch/Batches"
import { OutputStore } from "@easel/batch/OutputStore"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

export interface Turns {
  /** Generations below it wait for their turn. */
  readonly folder: string
  /** Generations at the same time. */
  readonly concurrency: number
}

/**
 * Before its output is open nothing of a batch has begun, so that one that waits there has sent
 * nothing. A turn is over when the batch is at rest.
 */
export const layer = ({ concurrency, folder }: Turns) =>
  Layer.scoped(
    OutputStore,
    Effect.gen(function* () {
      const outputs = yield* OutputStore
      const batches = yield* Batches
      const permits = yield* Effect.makeSemaphore(concurrency)
      const turns = yield* FiberSet.make()

      const atRest = (id: string) =>
        batches.watch(id).pipe(
          Stream.runDrain,
          Effect.catchAll((error) => Effect.logWarning(`${id} is lost sight of`, error))
        )

      const turn = (id: string) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.zipRight(
            restore(permits.take(1)),
            FiberSet.run(turns, Effect.ensuring(restore(atRest(id)), permits.release(1)))
          )
        )

      return OutputStore.of({
        open: (output) =>
          dirname(output) === folder
            ? Effect.zipRight(turn(basename(output)), outputs.open(output))
            : outputs.open(output)
      })
    })
  )
