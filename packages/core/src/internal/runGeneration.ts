import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type { ImageError } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import type { Definition, OnEvent } from "../ImageModel.js"
import type { Emit } from "../ProviderEvent.js"
import * as Telemetry from "../Telemetry.js"
import { Deadline } from "./Deadline.js"
import { Generation } from "./Generation.js"
import { withContext } from "./errorContext.js"
import { measure } from "./measure.js"
import type { Resolution } from "./resolveRequest.js"

/** How long a service may take to answer a cancellation. */
const cancelTimeout = Duration.seconds(5)

/** Runs a provider in a fiber of its own, which its deadline or its caller may interrupt. */
export const runGeneration = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  resolution: Resolution<Options>,
  deadline: Duration.Duration,
  onEvent: OnEvent
): Effect.Effect<ImageResponse, ImageError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(produce(definition, resolution, deadline, onEvent)), (fiber) =>
      // Written with `exit` and not `onInterrupt`, which would keep more in memory meanwhile.
      Effect.flatMap(
        Effect.exit(restore(Fiber.await(fiber))),
        Exit.matchEffect({
          onFailure: (cause) => Effect.zipRight(Fiber.interrupt(fiber), Effect.failCause(cause)),
          onSuccess: Exit.flatten
        })
      )
    )
  )

/** Succeeds with the exit of the generation, since its fiber reports no failure of its own. */
const produce = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  { encodedOptions, request, warnings }: Resolution<Options>,
  duration: Duration.Duration,
  onEvent: OnEvent
): Effect.Effect<Exit.Exit<ImageResponse, ImageError>> =>
  Effect.withFiberRuntime((fiber) => {
    const { info, version } = definition
    const clock = Context.get(fiber.getFiberRef(DefaultServices.currentServices), Clock.Clock)
    const submittedAt = clock.unsafeCurrentTimeMillis()
    const generation = new Generation({ info, version, request, encodedOptions }, submittedAt)
    const deadline = new Deadline(duration, fiber)
    const emit: Emit = (event) => {
      const seen = generation.accept(event, clock.unsafeCurrentTimeMillis())
      return seen === undefined ? Effect.void : onEvent(seen)
    }
    const finish = (exit: Exit.Exit<ImageResponse, ImageError>) => {
      const outcome = Exit.mapError(deadline.end(exit), (error) =>
        withContext(error, { provider: info.provider, model: info.name, jobId: generation.jobId })
      )
      return cancelAbandoned(definition, generation, outcome).pipe(
        Effect.zipRight(measure(generation, outcome, clock)),
        Effect.zipRight(outcome)
      )
    }
    return deadline.start.pipe(
      Effect.zipRight(Effect.forEach(warnings, onEvent, { discard: true })),
      Effect.zipRight(Effect.suspend(() => definition.generate(request, emit))),
      Effect.flatMap((completed) =>
        generation.complete(completed, clock.unsafeCurrentTimeMillis())
      ),
      Effect.interruptible,
      Effect.exit,
      Effect.flatMap(finish),
      Effect.withSpan(Telemetry.spanName(info), {
        kind: "client",
        captureStackTrace: false,
        attributes: Telemetry.requestAttributes(info, request)
      }),
      // After the span, which ends as the generation does.
      Effect.exit
    )
  })

const errorTag = (cause: Cause.Cause<ImageError>): ImageError["_tag"] | undefined =>
  Option.getOrUndefined(Cause.failureOption(cause))?._tag

/** An accepted job that nobody waits for any more is stopped at the service. */
const cancelAbandoned = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  generation: Generation<Options>,
  exit: Exit.Exit<unknown, ImageError>
): Effect.Effect<void> => {
  const { completed, jobId } = generation
  const { cancel } = definition
  if (completed || jobId === undefined || cancel === undefined || Exit.isSuccess(exit)) {
    return Effect.void
  }
  const { cause } = exit
  const abandoned =
    Cause.isInterrupted(cause) || Cause.isDie(cause) || errorTag(cause) === "GenerationTimeout"
  if (!abandoned) return Effect.void
  return Effect.suspend(() => cancel(jobId)).pipe(
    Effect.timeout(cancelTimeout),
    Effect.catchAllCause((cause) =>
      Effect.logDebug("the service did not confirm the cancellation", cause)
    ),
    // In a fiber of its own, since this one is interrupted and could not give up waiting.
    Effect.interruptible,
    Effect.forkDaemon,
    Effect.flatMap(Fiber.await),
    Effect.asVoid
  )
}
