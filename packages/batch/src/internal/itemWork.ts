/**
 * One try of one item, from the reservation to the stored picture. Each step is written down when it
 * is done, and the row says where to go on after a crash:
 *
 * `pending` → reserve → `reserved` → submit → `accepted` → wait → `made` → download, verify, store → `done`
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { ImageError } from "@easel/core/ImageError"
import type { Job } from "@easel/core/Jobs"
import type { Receipt } from "@easel/core/Receipt"
import { OutcomeUnknown, WorkflowDefect } from "../BatchError.js"
import { hasEnded, type ItemError } from "../BatchItem.js"
import type { Control } from "./Control.js"
import type { Answer, Following } from "./followJob.js"
import { followJob } from "./followJob.js"
import type { ItemKey } from "./ItemChange.js"
import { isJobGone, isPictureGone } from "./isGone.js"
import type { ItemRow } from "./ItemRow.js"
import type { Made, MadePicture } from "./Made.js"
import { type Keeping, keepPictures, storeMade } from "./keepPictures.js"
import type { OpenBatches } from "./openBatches.js"
import type { BatchStore } from "./BatchStore.js"
import type { Ended, Outcome, Running } from "./Running.js"
import type { Lost } from "./Steps.js"

export interface ItemWorkOptions extends Following {
  readonly control: Control
  readonly store: BatchStore
  readonly open: OpenBatches
  /** Whether another program that has an item still works on it. */
  readonly isAlive: (worker: string) => Effect.Effect<boolean>
}

/** What one try of an item needs. */
interface Task extends Keeping {
  readonly running: Running
  readonly row: ItemRow
}

/** How long another program's item is left alone until it is looked at again. */
const recheck = Duration.millis(500)

/** The job behind an answer. */
const jobOf = ({ jobId, model, provider, timings }: Receipt): Job | undefined =>
  jobId === undefined ? undefined : { provider, model, jobId, submitted: timings.submitted }

const isNamed = ({ _tag }: MadePicture): boolean => _tag === "Named"

const lostReservation =
  "its program ended between the submit and the answer; it may have been made and paid"
const noAttach = "its program ended, and the service can't be asked for a job again"

type Step = Effect.Effect<Outcome, Lost>

export const makeItemWork = (options: ItemWorkOptions) => {
  const { control, isAlive, models, open, steps, store } = options

  const over = <E>(effect: Effect.Effect<void, E>) => Effect.as(effect, "over" as const)

  const failed = (key: ItemKey, error: ItemError): Step => over(steps.failed(key, error))

  /** What is known when a generation has ended; `otherwise` when it has no pictures that can be kept. */
  const conclude = (
    task: Task,
    ended: Ended<Answer, ImageError>,
    otherwise: (error: ItemError) => Step = (error) => failed(task.key, error)
  ): Step => {
    const { key } = task
    // The row stays as it is for whoever goes on with it.
    if (ended === "left") return Effect.succeed("left")
    if (ended === "lost") return Effect.succeed("again")
    if (ended === "cancelled") return over(steps.end(key, { state: "cancelled" }))
    return Exit.matchEffect(ended, {
      onFailure: (cause) => {
        const failure = Cause.failureOrCause(cause)
        if (failure._tag === "Left") return otherwise(failure.left)
        // Nobody here interrupted it, so what did is a mistake like any other.
        return failed(key, new WorkflowDefect({ detail: Cause.pretty(failure.right) }))
      },
      onSuccess: (answer) =>
        Effect.catchAll(over(keepPictures(task, answer)), (error) =>
          error._tag === "Lost" ? Effect.fail(error) : otherwise(error)
        )
    })
  }

  const isElsewhere = ({ worker }: ItemRow): Effect.Effect<boolean> =>
    worker === null ? Effect.succeed(false) : isAlive(worker)

  const submit = (task: Task): Step =>
    Effect.gen(function* () {
      const { batch, key, row, running } = task
      if (control.stopping) return "left"
      yield* steps.reserve(key, row)
      if (control.stopping) return yield* Effect.as(steps.release(key), "left" as const)
      const ended = yield* followJob(options, running, key, (onEvent) =>
        batch.model.generate(row.request, onEvent)
      )
      return yield* conclude(task, ended)
    })

  const isCancelled = ({ batch }: ItemKey): Effect.Effect<boolean> =>
    Effect.map(control.guard(store.ask(store.find(batch))), ({ state }) => state === "cancelled")

  /** Another submission is one like every other: it waits until the limits of the batch let it begin. */
  const putBack = (key: ItemKey, from: "reserved" | "made"): Step => over(steps.putBack(key, from))

  /** Nobody can say what became of it: the settings of the batch decide. */
  const decide = (task: Task, detail: string): Step =>
    Effect.gen(function* () {
      const { batch, key, row } = task
      if (yield* isElsewhere(row)) return "again"
      const error = new OutcomeUnknown({ jobId: row.job?.jobId, detail })
      yield* steps.take(key, row, "reserved")
      const end = (state: "unknown" | "failed" | "cancelled") =>
        over(steps.end(key, { state, error }))
      if (batch.settings.onUnknown === "ask") return yield* end("unknown")
      if (batch.settings.onUnknown === "fail") return yield* end("failed")
      return yield* (yield* isCancelled(key)) ? end("cancelled") : putBack(key, "reserved")
    })

  /** Goes on with a job that another program began. */
  const attach = (task: Task): Step =>
    Effect.gen(function* () {
      const { key, row, running } = task
      const { job } = row
      if (job === null) return yield* decide(task, lostReservation)
      const member = yield* Effect.either(models.member(job.provider, job.model))
      if (member._tag === "Left") return yield* cannot(task.key, row, member.left)
      const follow = member.right.attach
      if (follow === undefined) return yield* decide(task, noAttach)
      yield* steps.take(key, row, "accepted")
      running.attachable = true
      const ended = yield* followJob(options, running, key, (onEvent) =>
        follow(job, row.request, onEvent)
      )
      return yield* conclude(task, ended)
    })

  /** The pictures are gone, and a person asked for them: their job may still give them, or none. */
  const askAgain = (task: Task, { receipt }: Made): Step =>
    Effect.gen(function* () {
      const { key, row, running } = task
      const anew = Effect.suspend(() =>
        Effect.flatMap(isCancelled(key), (cancelled) =>
          cancelled ? over(steps.end(key, { state: "cancelled" })) : putBack(key, "made")
        )
      )
      const job = jobOf(receipt)
      if (job === undefined) return yield* anew
      const member = yield* Effect.option(models.member(job.provider, job.model))
      const follow = Option.getOrUndefined(member)?.attach
      if (follow === undefined) return yield* anew
      running.attachable = true
      const ended = yield* followJob(options, running, key, (onEvent) =>
        follow(job, row.request, onEvent)
      )
      return yield* conclude(task, ended, (error) => (isJobGone(error) ? anew : failed(key, error)))
    })

  /** Stores what was made. What is gone for good is only made again when a person has asked for it. */
  const storeAgain = (task: Task, made: Made): Step =>
    Effect.gen(function* () {
      const { key, row } = task
      if (made.pictures.some(isNamed) && (yield* isElsewhere(row))) return "again"
      yield* steps.take(key, row, "made")
      const taken = { ...task, row: { ...row, state: "made" as const, worker: steps.worker } }
      const isAsked = row.state === "pending"
      return yield* Effect.catchAll(over(storeMade(taken, made)), (error) => {
        if (error._tag === "Lost") return Effect.fail(error)
        if (error._tag === "BytesLost") return isAsked ? askAgain(taken, made) : attach(taken)
        return isAsked && isPictureGone(error) ? askAgain(taken, made) : failed(key, error)
      })
    })

  const goOn = (task: Task): Step => {
    const { made, state } = task.row
    if (made !== null) return storeAgain(task, made)
    return state === "pending" ? submit(task) : attach(task)
  }

  /** What can't be done here now waits with its batch, until somebody has seen to it. */
  const cannot = (key: ItemKey, row: ItemRow, error: ItemError): Step =>
    Effect.gen(function* () {
      const { state } = yield* control.guard(store.ask(store.find(key.batch)))
      if (state === "active") {
        yield* control.guard(store.move(key.batch, ["active"], "paused", error.message))
      }
      if (state === "active" || state === "paused") return "over"
      yield* steps.take(key, row, "reserved")
      return yield* failed(key, error)
    })

  const attempt = (key: ItemKey, running: Running): Step =>
    Effect.gen(function* () {
      const row = yield* steps.read(key)
      if (row === undefined || row.try !== key.try || hasEnded(row)) return "over"
      const batch = yield* Effect.either(open(key.batch))
      if (batch._tag === "Left") {
        const error = batch.left
        return error._tag === "DatabaseError" || error._tag === "BatchNotFound"
          ? yield* control.guard(store.ask(Effect.fail(error)))
          : yield* cannot(key, row, error)
      }
      return yield* goOn({
        steps,
        models,
        batch: batch.right,
        key,
        name: row.name,
        isPaid: row.made !== null,
        note: (reason) => control.guard(store.note(key.batch, reason)),
        running,
        row
      })
    })

  /** A mistake in Easel or a plugin ends one item and no more. */
  const defect = (key: ItemKey, cause: Cause.Cause<Lost>): Step =>
    Effect.gen(function* () {
      const row = yield* steps.read(key)
      if (row === undefined || row.try !== key.try || hasEnded(row)) return "over"
      yield* steps.take(key, row, "reserved")
      return yield* failed(key, new WorkflowDefect({ detail: Cause.pretty(cause) }))
    })

  const tried = (key: ItemKey, running: Running): Effect.Effect<Outcome> =>
    attempt(key, running).pipe(
      Effect.catchAllCause((cause) =>
        Cause.isDie(cause) && !Cause.isInterrupted(cause)
          ? defect(key, cause)
          : Effect.failCause(cause)
      ),
      Effect.catchTag("Lost", () => Effect.succeed<Outcome>("again"))
    )

  /** Ends when the item does, here or elsewhere. */
  const work = (key: ItemKey): Effect.Effect<void> =>
    Effect.flatMap(
      control.work(key, (running) => tried(key, running)),
      (outcome) => {
        if (outcome === "over") return Effect.void
        return outcome === "left" ? Effect.never : Effect.delay(work(key), recheck)
      }
    )

  return work
}
