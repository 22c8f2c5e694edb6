/** Where the pictures of a batch are kept. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { OutputError } from "./BatchError.js"

/** One folder, or one prefix of an object store. */
export interface Place {
  /**
   * Keeps the bytes under that name, whole or not at all, and gives the location. The same bytes
   * under the same name again change nothing, so that a repeated step is harmless; other bytes there
   * are another program's, which fails as `Taken`.
   */
  readonly put: (
    name: string,
    bytes: Uint8Array,
    mediaType: string
  ) => Effect.Effect<string, OutputError>
  /** The bytes at that name. */
  readonly get: (name: string) => Effect.Effect<Uint8Array, OutputError>
  /** Clears away what a killed program left of a picture that never got its name. */
  readonly tidy: (name: string) => Effect.Effect<void, OutputError>
}

export class OutputStore extends Context.Tag("@easel/batch/OutputStore")<
  OutputStore,
  {
    /** Makes sure that pictures can be kept there, before anything is paid for. */
    readonly open: (output: string) => Effect.Effect<Place, OutputError>
  }
>() {}
