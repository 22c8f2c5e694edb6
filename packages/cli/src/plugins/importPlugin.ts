/** Imports what a source names, and says what is wrong when that can't be done. */
import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { checkPeers } from "./checkPeers.js"
import { PluginFault } from "./PluginFault.js"
import type { PluginSource } from "./PluginSource.js"
import { resolvePlugin } from "./resolvePlugin.js"
import { shareModules } from "./shareModules.js"

/** What was imported; whether it is a plugin is for the registry to say. */
export interface Imported {
  readonly source: PluginSource
  /** Address of the file. */
  readonly url: string
  /** Its default export. */
  readonly value: unknown
}

/** Importing a plugin does nothing but define it, so this is a lot. */
const patience = Duration.seconds(10)

const describe = (error: unknown): string =>
  error instanceof Error
    ? `${error.name}: ${error.message}`
    : `it throws ${inspect(error, { depth: 0 })}`

/** Node tells the place of a syntax error to nobody but a terminal. */
const placeHint = (error: unknown, url: string): string | undefined =>
  error instanceof SyntaxError ? `see where: node ${fileURLToPath(url)}` : undefined

const importModule = (source: PluginSource, url: string): Effect.Effect<unknown, PluginFault> =>
  Effect.tryPromise({
    try: (): Promise<unknown> => import(url),
    catch: (error) =>
      new PluginFault({
        source,
        reason: `it can't be imported: ${describe(error)}`,
        hint: placeHint(error, url)
      })
  }).pipe(
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () =>
        new PluginFault({
          source,
          reason: `it can't be imported within ${Duration.format(patience)}`
        })
    })
  )

const defaultExport = (source: PluginSource, module: unknown) => {
  if (Predicate.hasProperty(module, "default")) return Effect.succeed(module.default)
  const names = Object.keys(Object(module))
  return new PluginFault({
    source,
    reason: `it has no default export, ${names.length === 0 ? "nor any other" : `only ${names.join(", ")}`}`,
    hint: "a plugin exports what ImagePlugin.define gives by default"
  })
}

/** The module of the source; it shares the packages of the command line. */
export const importPlugin = (source: PluginSource): Effect.Effect<Imported, PluginFault> =>
  Effect.gen(function* () {
    const url = yield* resolvePlugin(source)
    yield* checkPeers(source, url)
    yield* shareModules
    const module = yield* importModule(source, url)
    return { source, url, value: yield* defaultExport(source, module) }
  })
