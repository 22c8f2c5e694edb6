/**
 * Keeps policies from handing one generation to the same model twice, however they are nested, and
 * counts the attempts.
 *
 * Each call of a policy is a `Run`, and each time that it asks a model is an `Attempt`. A model may
 * not be asked where another attempt of the same run, or of a run around it, has a job there or may
 * have one. What happens within one attempt is not the policies' business: a wrapper that makes
 * several pictures of one request may ask its model several times.
 */
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import { type ImageError, InvalidRequest } from "../ImageError.js"
import { ImageResponse } from "../ImageEvent.js"
import type { ModelInfo } from "../ModelInfo.js"
import { Receipt } from "../Receipt.js"
import { mayHaveJob } from "./mayHaveJob.js"
import { nameOf } from "./nameOf.js"

export class Attempt {
  /** How many jobs there may be at each model. */
  private readonly jobs = new Map<string, number>()

  constructor(readonly run: Run) {}

  /** True when another attempt has a job there. */
  isTaken(model: string): boolean {
    const { attempts, parent } = this.run
    return (
      attempts.some((other) => other !== this && (other.jobs.get(model) ?? 0) > 0) ||
      (parent?.isTaken(model) ?? false)
    )
  }

  /** Which start at a model this is, over the whole generation. */
  countOn(): number {
    return ++this.run.starts.count
  }

  /** Notes that there may be one job more at a model, or fewer. */
  add(model: string, jobs: number): void {
    this.jobs.set(model, (this.jobs.get(model) ?? 0) + jobs)
    this.run.parent?.add(model, jobs)
  }
}

/** One call of a policy. */
export class Run {
  readonly attempts: Array<Attempt> = []
  readonly starts: { count: number }

  constructor(readonly parent: Attempt | undefined) {
    this.starts = parent?.run.starts ?? { count: 0 }
  }

  /** Runs an effect as the next attempt. */
  attempt<A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> {
    const attempt = new Attempt(this)
    this.attempts.push(attempt)
    return Effect.locally(effect, current, attempt)
  }
}

/** The attempt that a fiber is part of. */
const current: FiberRef.FiberRef<Attempt | undefined> = FiberRef.unsafeMake<Attempt | undefined>(
  undefined
)

/**
 * Outside of every attempt: for listeners and providers, since what they ask of a model is no part
 * of the generation that they serve.
 */
export const outside = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.locally(effect, current, undefined)

/** A call of a policy. */
export const startRun = <A, E>(body: (run: Run) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.withFiberRuntime<A, E>((fiber) => body(new Run(fiber.getFiberRef(current))))

const trusted = { disableValidation: true }

const numbered = (response: ImageResponse, attempt: number): ImageResponse =>
  attempt === 1
    ? response
    : new ImageResponse(
        { ...response, receipt: new Receipt({ ...response.receipt, attempt }, trusted) },
        trusted
      )

/** A generation of one model; refused when a policy around it has asked this model already. */
export const submitOnce = (
  info: ModelInfo,
  generation: Effect.Effect<ImageResponse, ImageError>
): Effect.Effect<ImageResponse, ImageError> =>
  Effect.withFiberRuntime<ImageResponse, ImageError>((fiber) => {
    const attempt = fiber.getFiberRef(current)
    if (attempt === undefined) return generation
    const model = nameOf(info)
    if (attempt.isTaken(model)) {
      return Effect.fail(
        new InvalidRequest({
          option: "model",
          reason: `${model} was asked for this picture already and may have a job for it`,
          provider: info.provider,
          model: info.name
        })
      )
    }
    const number = attempt.countOn()
    attempt.add(model, 1)
    return Effect.mapBoth(outside(generation), {
      onFailure: (error) => {
        if (!mayHaveJob(error)) attempt.add(model, -1)
        return error
      },
      onSuccess: (response) => numbered(response, number)
    })
  })
