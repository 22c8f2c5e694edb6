import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import { GenerationTimeout, type ImageError } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import type { Definition, OnEvent } from "../ImageModel.js"
import type { Job } from "../Jobs.js"
import type { Emit } from "../ProviderEvent.js"
import * as Telemetry from "../Telemetry.js"
import type { Deadlines } from "./Deadlines.js"
import { Generation } from "./Generation.js"
import { currentKeeper, Keeping } from "./Keeping.js"
import { endOf, whenEnded } from "./endOf.js"
import { measure } from "./measure.js"
import { type Outcome, outcomeOf } from "./outcomeOf.js"
import type { Resolution } from "./resolveRequest.js"

/** How long a service may take to answer a cancellation. */
const cancelTimeout = Duration.seconds(5)

/** What runs generations of one model. */
export interface Runner<Options, Encoded> {
  readonly definition: Definition<Options, Encoded>
  /** For a whole generation. */
  readonly duration: Duration.Duration
  readonly deadlinesOn: (clock: Clock.Clock) => Deadlines
}

/** A job that is attached to, where none is submitted. */
export interface Attachment<Options> {
  readonly job: Job
  readonly follow: Definition<Options>["generate"]
}

/** Runs a generation in a fiber of its own, which its deadline or its caller may interrupt. */
export const inOwnFiber = (
  generation: Effect.Effect<Outcome>
): Effect.Effect<ImageResponse, ImageError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(generation), (fiber) =>
      Effect.matchCauseEffect(restore(endOf(fiber)), {
        onFailure: (cause) => Effect.zipRight(Fiber.interrupt(fiber), Effect.failCause(cause)),
        onSuccess: Exit.flatten
      })
    )
  )

/**
 * Runs a provider. It must run uninterruptibly in a fiber that is its own: it puts its span there,
 * and its deadline interrupts that fiber. Succeeds with how it ended.
 *
 * What waits for a long time stands on few continuations, since thousands of generations may wait
 * at once; a span by `withSpan` alone would keep seven.
 */
export const runGeneration = <Options, Encoded>(
  { deadlinesOn, definition, duration }: Runner<Options, Encoded>,
  { encodedOptions, request, warnings }: Resolution<Options>,
  onEvent: OnEvent,
  attachment?: Attachment<Options>
): Effect.Effect<Outcome> =>
  Effect.withFiberRuntime((fiber) => {
    const { info, version } = definition
    const clock = Context.get(fiber.getFiberRef(DefaultServices.currentServices), Clock.Clock)
    const calledAt = clock.unsafeCurrentTimeMillis()
    const submittedAt = attachment?.job.submitted.getTime() ?? calledAt
    const maker = { info, version, request, encodedOptions }
    const generation = new Generation(maker, submittedAt, calledAt)
    generation.jobId = attachment?.job.jobId
    const deadlines = deadlinesOn(clock)
    const keeper = fiber.getFiberRef(currentKeeper)
    const keeping = keeper && new Keeping(keeper, generation)
    const plain = emitTo(generation, clock, onEvent)
    const emit = keeping?.emitting(plain) ?? plain
    const provide = Effect.suspend(() =>
      attachment === undefined
        ? definition.generate(request, emit)
        : attachment.follow(request, emit)
    )
    const work = Effect.interruptible(
      Effect.flatMap(
        warnings.length === 0
          ? provide
          : Effect.zipRight(Effect.forEach(warnings, emit, { discard: true }), provide),
        (completed) => generation.complete(completed, clock.unsafeCurrentTimeMillis())
      )
    )
    const traced = Effect.tap(
      Effect.makeSpan(Telemetry.spanName(info), {
        kind: "client",
        captureStackTrace: false,
        attributes: Telemetry.requestAttributes(info, request)
      }),
      (span) => FiberRef.update(FiberRef.currentContext, Context.add(Tracer.ParentSpan, span))
    )
    const run = Effect.flatMap(traced, (span) =>
      Effect.flatMap(deadlines.start(fiber), (deadline) =>
        whenEnded(work, (exit) => {
          deadlines.end(deadline)
          generation.ended = true
          const timeout = deadline.expired
            ? new GenerationTimeout({ deadline: "Total", duration })
            : undefined
          const outcome = outcomeOf(generation, exit, timeout)
          return Effect.zipRight(
            cancelAbandoned(definition, generation, keeping, outcome),
            Effect.as(measure(generation, outcome, clock, span), outcome)
          )
        })
      )
    )
    // What the provider, or the listener, asks of another model is no job of the caller's.
    return keeping === undefined
      ? run
      : Effect.zipRight(FiberRef.set(currentKeeper, undefined), run)
  })

/** Gives a provider's events to the listener, as the grammar allows. */
const emitTo =
  <Options>(generation: Generation<Options>, clock: Clock.Clock, onEvent: OnEvent): Emit =>
  (event) =>
    Effect.suspend(() => {
      if (generation.ended) return wentOn(generation)
      const seen = generation.accept(event, clock.unsafeCurrentTimeMillis())
      if (seen === undefined) return Effect.void
      return Effect.catchAllCause(
        Effect.suspend(() => onEvent(seen)),
        (cause) => {
          generation.listenerDied ||= Cause.isDie(cause)
          return Effect.failCause(cause)
        }
      )
    })

/** Said once. */
const wentOn = <Options>(generation: Generation<Options>): Effect.Effect<void> => {
  if (generation.wentOn) return Effect.void
  generation.wentOn = true
  const { provider } = generation.maker.info
  return Effect.logWarning(`the plugin of ${provider} went on after its end; left out`)
}

const errorTag = (cause: Cause.Cause<ImageError>): ImageError["_tag"] | undefined =>
  Option.getOrUndefined(Cause.failureOption(cause))?._tag

/** An accepted job that nobody waits for any more, and nobody keeps, is stopped at the service. */
const cancelAbandoned = <Options, Encoded>(
  definition: Definition<Options, Encoded>,
  generation: Generation<Options>,
  keeping: Keeping<Options> | undefined,
  exit: Outcome
): Effect.Effect<void> => {
  const { cancel: own, completed, jobId } = generation
  const { cancel: byId } = definition
  if (completed || jobId === undefined || !(own ?? byId) || Exit.isSuccess(exit)) {
    return Effect.void
  }
  const { cause } = exit
  const tag = errorTag(cause)
  const abandoned =
    Cause.isInterrupted(cause) ||
    Cause.isDie(cause) ||
    tag === "GenerationTimeout" ||
    tag === "ProviderDefect"
  if (!abandoned) return Effect.void
  const stop = Effect.suspend(() => own ?? byId?.(jobId) ?? Effect.void).pipe(
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
  return keeping === undefined || definition.attach === undefined || !Cause.isInterrupted(cause)
    ? stop
    : Effect.flatMap(keeping.keeps, (kept) => (kept ? Effect.void : stop))
}
