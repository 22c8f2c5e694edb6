import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { defaultConcurrency } from "@easel/server/Admission"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { loadEngine } from "../batch/loadEngine.js"
import { UsageError } from "../UsageError.js"
import type { Opened } from "./durable/open.js"

interface Input {
  readonly database: Option.Option<string>
  readonly pictures: Option.Option<string>
  readonly concurrency: Option.Option<number>
}

/** In memory they would be gone before the generation is asked after. */
const picturesNeeded = new UsageError({
  message: "--database needs --pictures FOLDER: what is durable has durable pictures",
  hint: "easel serve --database .easel/batches.db --pictures pictures"
})

const nothing: Omit<Opened, "layer"> & { readonly layer: Layer.Layer<never> } = {
  layer: Layer.empty,
  failure: Effect.never
}

/** The engine of durable generations, where a database is given. */
export const openDurable = (
  { concurrency, database, pictures }: Input,
  plugins: ReadonlyArray<ImagePlugin>
) =>
  Effect.gen(function* () {
    if (Option.isNone(database)) return nothing
    if (Option.isNone(pictures)) return yield* picturesNeeded
    const { open } = yield* loadEngine(() => import("./durable/open.js"))
    return yield* open({
      database: database.value,
      pictures: pictures.value,
      concurrency: Option.getOrElse(concurrency, () => defaultConcurrency),
      plugins
    })
  })
