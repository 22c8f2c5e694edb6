/** The batch engine behind a gateway; loaded only where there is a database. */
import { resolve } from "node:path"
import * as BatchDatabase from "@easel/batch/BatchDatabase"
import * as Batches from "@easel/batch/Batches"
import * as BatchEngine from "@easel/batch/BatchEngine"
import type { DatabaseError, OutputError } from "@easel/batch/BatchError"
import * as FileOutput from "@easel/batch/FileOutput"
import * as Outputs from "@easel/batch/Outputs"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as NodeHttp from "@easel/node/NodeHttp"
import { DurableGenerations } from "@easel/server/DurableGenerations"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as models from "../../batch/models.js"
import { UsageError } from "../../UsageError.js"
import * as service from "./service.js"
import * as turns from "./turns.js"

export interface Options {
  /** As it was typed. */
  readonly database: string
  /** The gateway's own pictures are there too. */
  readonly pictures: string
  readonly concurrency: number
  readonly plugins: ReadonlyArray<ImagePlugin>
}

export interface Opened {
  readonly layer: Layer.Layer<DurableGenerations>
  /** Fails when the engine can't go on, and never succeeds. */
  readonly failure: Effect.Effect<never, DatabaseError>
}

const refusal = (error: DatabaseError | OutputError) =>
  new UsageError({
    message:
      error._tag === "OutputError" ? `--pictures: ${error.message}` : withFlag(error.message),
    hint: "see: easel serve --help"
  })

const withFlag = (message: string): string =>
  message.startsWith("--database") ? message : `--database: ${message}`

/** Works on the database until the scope closes, on what other programs left in it too. */
export const open = ({
  concurrency,
  database,
  pictures,
  plugins
}: Options): Effect.Effect<Opened, UsageError | ConfigError.ConfigError, Scope.Scope> =>
  Effect.gen(function* () {
    const location = yield* BatchDatabase.parse(database)
    const folder = resolve(pictures, "durable")
    const place = yield* FileOutput.open(folder)
    const opened = Layer.provideMerge(
      Batches.layer,
      BatchDatabase.layer(location, { exclusive: location._tag === "File" })
    )
    const outputs = turns
      .layer({ concurrency, folder })
      .pipe(Layer.provide(Outputs.layer), Layer.provide(NodeHttp.layer))
    const context = yield* Layer.build(
      Layer.mergeAll(BatchEngine.layer(), service.layer({ folder, place })).pipe(
        Layer.provide(outputs),
        Layer.provide(models.layer({ plugins, proxy: Option.none() })),
        Layer.provide(opened)
      )
    )
    return {
      layer: Layer.succeed(DurableGenerations, Context.get(context, DurableGenerations)),
      failure: Context.get(context, BatchEngine.BatchEngine).failure
    }
  }).pipe(Effect.catchTags({ DatabaseError: refusal, OutputError: refusal }))
