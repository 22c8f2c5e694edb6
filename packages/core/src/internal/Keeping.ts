import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import type { Keeper } from "../Jobs.js"
import type { Emit } from "../ProviderEvent.js"
import type { Generation } from "./Generation.js"

/** Who keeps the jobs of the generations that a fiber starts. */
export const currentKeeper: FiberRef.FiberRef<Keeper | undefined> = FiberRef.unsafeMake<
  Keeper | undefined
>(undefined)

/** What a generation has to do with the keeper of its job. */
export class Keeping<Options> {
  /** Id of the job that the keeper knows. */
  private known: string | undefined

  constructor(
    private readonly keeper: Keeper,
    private readonly generation: Generation<Options>
  ) {
    this.known = generation.jobId
  }

  /** Tells the keeper of the job before the provider goes on; nothing comes between the two. */
  emitting(emit: Emit): Emit {
    return (event) =>
      event._tag === "Accepted"
        ? Effect.uninterruptible(Effect.zipRight(emit(event), this.tell))
        : emit(event)
  }

  private readonly tell: Effect.Effect<void> = Effect.suspend(() => {
    const { jobId, maker, submittedAt } = this.generation
    // By an empty id nothing could be attached to.
    if (jobId === undefined || jobId === "" || jobId === this.known) return Effect.void
    const { name, provider } = maker.info
    return Effect.matchCauseEffect(
      Effect.suspend(() =>
        this.keeper.accepted({ provider, model: name, jobId, submitted: new Date(submittedAt) })
      ),
      {
        onFailure: (cause) => {
          this.generation.listenerDied ||= Cause.isDie(cause)
          return Effect.failCause(cause)
        },
        onSuccess: () => {
          this.known = jobId
          return Effect.void
        }
      }
    )
  })

  /** Whether the job stays at the service although nobody waits for it. */
  readonly keeps: Effect.Effect<boolean> = Effect.suspend(() =>
    this.known === this.generation.jobId ? this.keeper.keeps : Effect.succeed(false)
  ).pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("the keeper does not say whether it keeps the job", cause), false)
    )
  )
}

/** For jobs that a policy may give up while the caller still waits: over, they are not kept. */
export const keptUntil = <A, E>(
  effect: Effect.Effect<A, E>,
  isOver: () => boolean
): Effect.Effect<A, E> =>
  Effect.flatMap(FiberRef.get(currentKeeper), (keeper) =>
    keeper === undefined
      ? effect
      : Effect.locally(effect, currentKeeper, {
          accepted: (job) => keeper.accepted(job),
          keeps: Effect.suspend(() => (isOver() ? Effect.succeed(false) : keeper.keeps))
        })
  )
