import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Mailbox from "effect/Mailbox"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import { GenerationTimeout, type ImageError, TransportError } from "../ImageError.js"
import type { ImageEvent } from "../ImageEvent.js"
import type { Definition } from "../ImageModel.js"
import type { ProviderEvent } from "../ProviderEvent.js"
import * as Telemetry from "../Telemetry.js"
import { Generation } from "./Generation.js"
import { withContext } from "./errorContext.js"
import type { Resolution } from "./resolveRequest.js"

/** Events that a slow consumer lets wait before the provider's socket is no longer read. */
const bufferedEvents = 8

/** How long a service may take to answer a cancellation. */
const cancelTimeout = Duration.seconds(5)

const endedEarly = new TransportError({
  phase: "Wait",
  reason: "EndedEarly",
  description: "the service ended its answer before a picture came"
})

/**
 * Runs a provider in a fiber of its own, which the stream's scope owns: closing the scope
 * interrupts it, closes its sockets and cancels the job.
 */
export const runGeneration = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  resolution: Resolution<Options>,
  deadline: Duration.Duration
): Stream.Stream<ImageEvent, ImageError> =>
  Stream.unwrapScoped(
    Effect.gen(function* () {
      const mailbox = yield* Mailbox.make<ImageEvent, ImageError>(bufferedEvents)
      yield* produce(definition, resolution, deadline, mailbox).pipe(
        Mailbox.into(mailbox),
        Effect.forkScoped
      )
      return Mailbox.toStream(mailbox)
    })
  )

const produce = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  { encodedOptions, request, warnings }: Resolution<Options>,
  deadline: Duration.Duration,
  mailbox: Mailbox.Mailbox<ImageEvent, ImageError>
): Effect.Effect<void, ImageError> =>
  Effect.clockWith((clock) => {
    const { info, version } = definition
    const submittedAt = clock.unsafeCurrentTimeMillis()
    const generation = new Generation({ info, version, request, encodedOptions }, submittedAt)
    return mailbox.offerAll(warnings).pipe(
      Effect.zipRight(
        Stream.runForEachWhile(definition.generate(request), (event) =>
          emit(generation, event, clock, mailbox)
        )
      ),
      Effect.zipRight(Effect.suspend(() => (generation.completed ? Effect.void : endedEarly))),
      Effect.timeoutFail({
        duration: deadline,
        onTimeout: () => new GenerationTimeout({ deadline: "Total", duration: deadline })
      }),
      Effect.mapError((error) =>
        withContext(error, {
          provider: info.provider,
          model: info.name,
          jobId: generation.jobId
        })
      ),
      Effect.onExit((exit) => cancelAbandoned(definition, generation, exit)),
      Effect.onExit((exit) => measure(generation, exit, clock)),
      Effect.withSpan(Telemetry.spanName(info), {
        kind: "client",
        captureStackTrace: false,
        attributes: Telemetry.requestAttributes(info, request)
      })
    )
  })

/** False after the last event, so that nothing behind it is read. */
const emit = <Options>(
  generation: Generation<Options>,
  event: ProviderEvent,
  clock: Clock.Clock,
  mailbox: Mailbox.Mailbox<ImageEvent, ImageError>
): Effect.Effect<boolean, ImageError> => {
  const now = clock.unsafeCurrentTimeMillis()
  if (event._tag === "Completed") {
    const last = generation.complete(event, now)
    return last._tag === "ImageResponse" ? Effect.as(mailbox.offer(last), false) : Effect.fail(last)
  }
  const seen = generation.accept(event, now)
  return seen === undefined ? Effect.succeed(true) : mailbox.offer(seen)
}

/** An accepted job that nobody waits for any more is stopped at the service. */
const cancelAbandoned = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  generation: Generation<Options>,
  exit: Exit.Exit<void, ImageError>
): Effect.Effect<void> => {
  const { jobId } = generation
  const abandoned =
    Exit.isFailure(exit) &&
    (Exit.isInterrupted(exit) ||
      (exit.cause._tag === "Fail" && exit.cause.error._tag === "GenerationTimeout"))
  if (!abandoned || jobId === undefined || definition.cancel === undefined) return Effect.void
  return definition.cancel(jobId).pipe(
    Effect.timeout(cancelTimeout),
    Effect.catchAllCause((cause) =>
      Effect.logDebug("the service did not confirm the cancellation", cause)
    )
  )
}

const measure = <Options>(
  generation: Generation<Options>,
  exit: Exit.Exit<void, ImageError>,
  clock: Clock.Clock
): Effect.Effect<void> => {
  const { info } = generation.maker
  const { firstPreviewAt, submittedAt } = generation
  const errorType = Exit.match(exit, {
    onSuccess: () => "none",
    onFailure: (cause) => (cause._tag === "Fail" ? cause.error._tag : "interrupted")
  })
  const seconds = (time: number) => (time - submittedAt) / 1000
  return Effect.gen(function* () {
    yield* Metric.update(Telemetry.duration, seconds(clock.unsafeCurrentTimeMillis()))
    yield* Metric.update(Telemetry.generations, 1)
    if (firstPreviewAt !== undefined) {
      yield* Metric.update(Telemetry.timeToFirstPreview, seconds(firstPreviewAt))
    }
    yield* Effect.annotateCurrentSpan({
      "gen_ai.response.id": generation.jobId,
      "gen_ai.response.model": info.name,
      ...(errorType === "none" ? {} : { "error.type": errorType })
    })
  }).pipe(
    Effect.tagMetrics({
      "gen_ai.provider.name": info.provider,
      "gen_ai.request.model": info.name,
      "error.type": errorType
    })
  )
}
