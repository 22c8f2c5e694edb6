import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
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

/** Records how a generation ended, in metrics and on its span, which ends. */
export const measure = <Options>(
  generation: Generation<Options>,
  exit: Exit.Exit<unknown, ImageError>,
  clock: Clock.Clock,
  span: Tracer.Span
): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { calledAt, firstPreviewAt, jobId, maker } = generation
    const { info } = maker
    const outcome = errorType(exit)
    const seconds = (time: number) => (time - calledAt) / 1000
    const metrics = Telemetry.metricsOf(info, outcome)
    if (jobId !== undefined) span.attribute("gen_ai.response.id", jobId)
    span.attribute("gen_ai.response.model", info.name)
    if (outcome !== "none") span.attribute("error.type", outcome)
    span.end(clock.unsafeCurrentTimeNanos(), exit)
    const counted = Effect.zipRight(
      Metric.update(metrics.duration, seconds(clock.unsafeCurrentTimeMillis())),
      Metric.update(metrics.generations, 1)
    )
    return firstPreviewAt === undefined
      ? counted
      : Effect.zipRight(counted, Metric.update(metrics.timeToFirstPreview, seconds(firstPreviewAt)))
  })
