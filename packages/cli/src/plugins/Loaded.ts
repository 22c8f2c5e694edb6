/** What became of every plugin that was named. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { check } from "@easel/core/ProviderRegistry"
import * as Either from "effect/Either"
import type { Imported } from "./importPlugin.js"
import { PluginFault } from "./PluginFault.js"
import type { PluginSource } from "./PluginSource.js"

/** One that can be used. */
export interface Admitted {
  readonly source: PluginSource
  readonly url: string
  readonly plugin: ImagePlugin
}

/** A file that was not followed. */
export interface Ignored {
  readonly file: string
  readonly reason: string
}

export interface Loaded {
  /** Those that come with Easel, then those that were named; the first is the default. */
  readonly plugins: ReadonlyArray<ImagePlugin>
  /** In the order in which they were named. */
  readonly outcomes: ReadonlyArray<Either.Either<Admitted, PluginFault>>
  readonly ignored: ReadonlyArray<Ignored>
}

/** The plugins that can't be used. */
export const faults = ({ outcomes }: Loaded): ReadonlyArray<PluginFault> =>
  outcomes.filter(Either.isLeft).map(({ left }) => left)

/** Those that were named and can be used. */
export const admitted = ({ outcomes }: Loaded): ReadonlyArray<Admitted> =>
  outcomes.filter(Either.isRight).map(({ right }) => right)

/** Lets a plugin in beside the others, or says why not. */
export const admit = (
  { source, url, value }: Imported,
  others: ReadonlyArray<ImagePlugin>
): Either.Either<Admitted, PluginFault> =>
  Either.mapBoth(check(value, others), {
    onLeft: ({ id, reason }) => new PluginFault({ source, id: id || undefined, reason }),
    onRight: (plugin) => ({ source, url, plugin })
  })

/** Lets them in one after the other; a file that is named twice counts once. */
export const admitAll = (
  builtIn: ReadonlyArray<ImagePlugin>,
  candidates: ReadonlyArray<Either.Either<Imported, PluginFault>>
): Pick<Loaded, "plugins" | "outcomes"> => {
  const plugins = [...builtIn]
  const outcomes: Array<Either.Either<Admitted, PluginFault>> = []
  const urls = new Set<string>()
  for (const candidate of candidates) {
    if (Either.isRight(candidate) && urls.has(candidate.right.url)) continue
    const outcome = Either.flatMap(candidate, (imported) => admit(imported, plugins))
    if (Either.isRight(candidate)) urls.add(candidate.right.url)
    if (Either.isRight(outcome)) plugins.push(outcome.right.plugin)
    outcomes.push(outcome)
  }
  return { plugins, outcomes }
}
