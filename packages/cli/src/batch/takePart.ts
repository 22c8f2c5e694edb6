/** Sees a batch through with an engine of this program, alone or beside others. */
import * as Batches from "@easel/batch/Batches"
import * as BatchEngine from "@easel/batch/BatchEngine"
import { type BatchSummary, isAtRest, running } from "@easel/batch/BatchSummary"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { secondEndsAtOnce } from "../serve/signals.js"
import { type DatabasePlace, isShared } from "./DatabasePlace.js"
import type { Progress } from "./Progress.js"
import { counted } from "./view/words.js"

export interface Part {
  readonly id: string
  readonly place: DatabasePlace
  readonly progress: Progress
}

/** The words of the first Ctrl-C; the second ends the process at once. */
export const stoppingLines = (
  { id, place }: Pick<Part, "id" | "place">,
  summary: BatchSummary | undefined
): ReadonlyArray<string> => {
  const many = summary === undefined ? 0 : running(summary)
  return [
    many === 0
      ? "stopping"
      : `stopping: ${counted(many, "picture is", "pictures are")} being finished or kept for later, Ctrl-C again to leave them`,
    `go on with: ${place.commands.of("resume", id)}`,
    ...(isShared(place)
      ? [`other workers go on with it; to stop it everywhere: ${place.commands.of("cancel", id)}`]
      : [])
  ]
}

const sayStopping = ({ id, place, progress }: Part) =>
  Effect.flatMap(progress.latest, (summary) =>
    Effect.forEach(stoppingLines({ id, place }, summary), progress.note, { discard: true })
  )

/** Other batches of the database are gone on with as well. */
const nameOthers = ({ id, progress }: Part) =>
  Effect.gen(function* () {
    const batches = yield* Batches.Batches
    const active = yield* batches.ids({ states: ["active"] })
    const others = active.filter((other) => other !== id)
    if (others.length > 0) yield* progress.note(`going on as well: ${others.join(", ")}`)
  })

const work = (part: Part) =>
  Effect.gen(function* () {
    const batches = yield* Batches.Batches
    const engine = yield* Layer.build(BatchEngine.layer({}))
    yield* secondEndsAtOnce
    const seen = batches.watch(part.id).pipe(Stream.tap(part.progress.update), Stream.runDrain)
    yield* Effect.raceFirst(seen, Context.get(engine, BatchEngine.BatchEngine).failure)
  }).pipe(
    Effect.onInterrupt(() => sayStopping(part)),
    Effect.scoped
  )

/** Gives how it stands when it is at rest. */
export const takePart = (part: Part) =>
  Effect.gen(function* () {
    const batches = yield* Batches.Batches
    const before = yield* batches.get(part.id)
    if (isAtRest(before)) return before
    yield* nameOthers(part)
    yield* work(part)
    return yield* batches.get(part.id)
  })
