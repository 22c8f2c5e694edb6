/**
 * Durable generations of a gateway: each is a batch of one item, whose source says whose it is. Nobody
 * who asks can mend the database, so that its failures are defects, and go to the log.
 */
import { join } from "node:path"
import { Batches } from "@easel/batch/Batches"
import * as BatchSettings from "@easel/batch/BatchSettings"
import type { BatchSummary } from "@easel/batch/BatchSummary"
import type { Place } from "@easel/batch/OutputStore"
import type { Service as Caller } from "@easel/server/Caller"
import * as Durable from "@easel/server/DurableGenerations"
import { GenerationNotFound, TooManyRequests } from "@easel/server/GatewayError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { generationOf } from "./generationOf.js"

/** Generations of one caller that have not ended; who has more is told to wait. */
const maximumUnfinished = 1000

/** A list has so many, the newest. */
const maximumListed = 100

/** Items of a list that are read at the same time. */
const readAtOnce = 4

/** How long a cancelled job may take to hear of it, before it is told as it stands. */
const cancelling = Duration.seconds(10)

const isId = (id: string): boolean => /^durable_[0-9a-f]{32}$/.test(id)

/** 128 random bits, so that nobody can guess it. */
const newId = Effect.sync(
  () => `${Durable.prefix}${Encoding.encodeHex(crypto.getRandomValues(new Uint8Array(16)))}`
)

const sourceOf = ({ id }: Caller): string => `gateway:${id}`

const tooMany = new TooManyRequests({ limit: "Queue", retryAfter: Duration.seconds(30) })

export interface Outputs {
  /** Has a folder for each generation. */
  readonly folder: string
  readonly place: Place
}

export const layer = ({ folder, place }: Outputs) =>
  Layer.effect(
    Durable.DurableGenerations,
    Effect.gen(function* () {
      const batches = yield* Batches

      /** The engine pauses what it can't begin as it is set up; whoever sees to that starts it again. */
      const resume = batches.ids({ sourcePrefix: sourceOf({ id: "" }), states: ["paused"] }).pipe(
        Effect.flatMap((ids) => Effect.forEach(ids.filter(isId), batches.resume)),
        Effect.orDie
      )

      const describe = (summary: BatchSummary) =>
        batches.items(summary.id).pipe(
          Stream.runHead,
          Effect.tap(() =>
            summary.state === "paused"
              ? Effect.logWarning(`${summary.id} waits for another start: ${summary.reason}`)
              : Effect.void
          ),
          Effect.flatMap(
            Option.match({
              onNone: () => Effect.dieMessage(`the batch ${summary.id} has no item`),
              onSome: (item) => Effect.succeed(generationOf(place, summary, item))
            })
          ),
          Effect.orDie
        )

      const read = (id: string) => Effect.flatMap(Effect.orDie(batches.get(id)), describe)

      /** Of somebody else's nothing is told, not even that it is there. */
      const find = (
        caller: Caller,
        id: string
      ): Effect.Effect<BatchSummary, GenerationNotFound> => {
        const missing = new GenerationNotFound({ id: id.slice(0, 100) })
        if (!isId(id)) return missing
        return batches.get(id).pipe(
          Effect.catchTags({ BatchNotFound: () => missing, DatabaseError: Effect.die }),
          Effect.filterOrFail(
            ({ source }) => source === sourceOf(caller),
            () => missing
          )
        )
      }

      /** Batches are cheap to write down, so that one caller could write down any number. */
      const refuseMore = (source: string) =>
        batches.ids({ source, states: ["active"], limit: maximumUnfinished }).pipe(
          Effect.orDie,
          Effect.flatMap((ids) => (ids.length < maximumUnfinished ? Effect.void : tooMany))
        )

      const submit = (source: string, { model, provider, request }: Durable.Order) =>
        Effect.gen(function* () {
          const id = yield* newId
          yield* batches.submit({
            id,
            source,
            settings: {
              ...BatchSettings.defaults,
              models: [`${provider}:${model}`],
              concurrency: 1,
              // As it came, like the other pictures of a gateway.
              embedReceipt: false,
              output: join(folder, id)
            },
            items: Stream.make({ number: 1, name: "picture", request })
          })
          return id
        }).pipe(Effect.orDie)

      yield* resume
      return Durable.DurableGenerations.of({
        create: (caller, order) =>
          Effect.gen(function* () {
            const source = sourceOf(caller)
            yield* refuseMore(source)
            return yield* read(yield* submit(source, order))
          }),
        get: (caller, id) => Effect.flatMap(find(caller, id), describe),
        list: (caller) =>
          Effect.flatMap(
            Effect.orDie(batches.select({ source: sourceOf(caller), limit: maximumListed })),
            (summaries) => Effect.forEach(summaries, describe, { concurrency: readAtOnce })
          ),
        cancel: (caller, id) =>
          Effect.gen(function* () {
            yield* find(caller, id)
            yield* Effect.orDie(batches.cancel(id))
            const atRest = Effect.orDie(Stream.runDrain(batches.watch(id)))
            yield* Effect.timeoutOption(atRest, cancelling)
            return yield* read(id)
          })
      })
    })
  )
