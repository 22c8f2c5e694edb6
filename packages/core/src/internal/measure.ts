import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { ImageError } from "../ImageError.js"
import * as Telemetry from "../Telemetry.js"
import type { Generation } from "./Generation.js"

const errorType = (exit: Exit.Exit<unknown, ImageError>): string =>
  Exit.match(exit, {
    onSuccess: () => "none",
    onFailure: (cause) => {
      const tag = Option.getOrUndefined(Cause.failureOption(cause))?._tag
      return tag ?? (Cause.isInterrupted(cause) ? "interrupted" : "defect")
    }
  })

/** Records how a generation ended, in metrics and on its span. */
export const measure = <Options>(
  generation: Generation<Options>,
  exit: Exit.Exit<unknown, ImageError>,
  clock: Clock.Clock
): Effect.Effect<void> => {
  const { firstPreviewAt, jobId, maker, submittedAt } = generation
  const { info } = maker
  const outcome = errorType(exit)
  const seconds = (time: number) => (time - submittedAt) / 1000
  const metrics = Telemetry.metricsOf(info, outcome)
  return Effect.zipRight(
    Metric.update(metrics.duration, seconds(clock.unsafeCurrentTimeMillis())),
    Metric.update(metrics.generations, 1)
  ).pipe(
    Effect.zipRight(
      firstPreviewAt === undefined
        ? Effect.void
        : Metric.update(metrics.timeToFirstPreview, seconds(firstPreviewAt))
    ),
    Effect.zipRight(
      Effect.annotateCurrentSpan({
        "gen_ai.response.id": jobId,
        "gen_ai.response.model": info.name,
        ...(outcome === "none" ? {} : { "error.type": outcome })
      })
    )
  )
}
