/** The providers of this run: those that come with the command line, and those that are named. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import { builtIn } from "./builtIn.js"
import type { FileError } from "./FileError.js"
import * as Output from "./Output.js"
import type { Loaded } from "./plugins/Loaded.js"
import * as Warnings from "./plugins/Warnings.js"
import type { UsageError } from "./UsageError.js"

/** What there is when no plugin is named. */
export const nothingNamed: Loaded = { plugins: builtIn, outcomes: [], ignored: [] }

/** What has been loaded so far; errors are explained by it. */
export class Plugins extends Context.Tag("@easel/cli/Plugins")<Plugins, Ref.Ref<Loaded>>() {
  static readonly layer = Layer.effect(Plugins, Ref.make(nothingNamed))
}

/**
 * Loads what `names`, the flags `--plugin`, and the files of the project and the person name. The
 * launcher starts the form of the program that can do this whenever there is one of them.
 */
export const load = (
  names: ReadonlyArray<string>
): Effect.Effect<Loaded, FileError | UsageError, Plugins> =>
  Effect.gen(function* () {
    if (!EASEL_HOST) return nothingNamed
    const { loadAll } = yield* Effect.promise(() => import("./plugins/loadAll.js"))
    const loaded = yield* loadAll(builtIn, names)
    yield* Effect.flatMap(Plugins, Ref.set(loaded))
    return loaded
  })

/** Loads them, says on stderr what can't be used, and goes on with the rest. */
export const use = (
  names: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<ImagePlugin>, FileError | UsageError, Plugins> =>
  Effect.gen(function* () {
    const loaded = yield* load(names)
    yield* Effect.forEach(Warnings.ofLoaded(loaded), Output.note, { discard: true })
    return loaded.plugins
  })
