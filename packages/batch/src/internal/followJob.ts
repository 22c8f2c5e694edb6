/** One generation of an item: its job is written down before anything else happens. */
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import * as Jobs from "@easel/core/Jobs"
import * as Effect from "effect/Effect"
import type { ItemWarning } from "../BatchItem.js"
import type { BatchModels } from "../BatchModels.js"
import type { ItemKey } from "./ItemChange.js"
import type { Ended, Running } from "./Running.js"
import type { Steps } from "./Steps.js"

export interface Answer {
  readonly response: ImageResponse
  readonly warnings: ReadonlyArray<ItemWarning>
}

export interface Following {
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

/** Runs it until it ends, is cancelled, or is left to another program. */
export const followJob = (
  { models, steps }: Following,
  running: Running,
  key: ItemKey,
  generation: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>
): Effect.Effect<Ended<Answer, ImageError>> => {
  const warnings: Array<ItemWarning> = []
  const listen: OnEvent = (event) =>
    Effect.sync(() => {
      if (event._tag === "Warning") warnings.push({ code: event.code, message: event.message })
    })
  const followed = generation(listen).pipe(
    Effect.map((response) => ({ response, warnings })),
    Jobs.keep({
      accepted: (job) =>
        Effect.gen(function* () {
          yield* steps.accepted(key, job)
          running.attachable = yield* canAttach(models, job)
        }).pipe(Effect.catchTag("Lost", () => running.end("lost"))),
      keeps: Effect.sync(() => running.keepsJob)
    })
  )
  return running.generate(followed)
}
