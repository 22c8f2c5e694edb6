/** One generation of an item: its job is written down before anything else happens. */
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import * as Effect from "effect/Effect"
import type { ItemWarning } from "../BatchItem.js"
import type { BatchModels } from "../BatchModels.js"
import type { Control, Ended } from "./Control.js"
import type { ItemKey } from "./ItemChange.js"
import type { Steps } from "./Steps.js"

export interface Answer {
  readonly response: ImageResponse
  readonly warnings: ReadonlyArray<ItemWarning>
}

export interface Following {
  readonly control: Control
  readonly steps: Steps
  readonly models: BatchModels["Type"]
}

/** Whether another program can follow a job there. */
const canAttach = (models: BatchModels["Type"], { model, provider }: Jobs.Job) =>
  models.member(provider, model).pipe(
    Effect.map(({ attach }) => attach !== undefined),
    // A model that can't be built here can't be asked for its job here either.
    Effect.orElseSucceed(() => false)
  )

/**
 * Runs it, and what is to be done with the answer, until both have ended, the batch is cancelled, or
 * the job is left to another program. An answer that holds the only copy of a picture is not let go
 * of when this program is told to stop.
 */
export const followJob = <E>(
  { control, models, steps }: Following,
  key: ItemKey,
  generation: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>,
  finish: (answer: Answer) => Effect.Effect<void, E>
): Effect.Effect<Ended<void, ImageError | E>> =>
  control.run(key.batch, (leave) => {
    const warnings: Array<ItemWarning> = []
    const listen: OnEvent = (event) =>
      Effect.sync(() => {
        if (event._tag === "Warning") warnings.push({ code: event.code, message: event.message })
      })
    return generation(listen).pipe(
      Jobs.keep({
        accepted: (job) =>
          Effect.zipRight(
            steps.accepted(key, job),
            Effect.map(canAttach(models, job), (can) => {
              if (can) leave()
            })
          ),
        keeps: Effect.sync(() => control.stopping)
      }),
      Effect.flatMap((response) => finish({ response, warnings }))
    )
  })
