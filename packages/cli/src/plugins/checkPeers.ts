/**
 * Whether a plugin was made for the packages that it is given. All plugins share the copies of the
 * command line, so what a plugin asks for is held against those.
 */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gtr, satisfies, validRange } from "semver"
import * as Effect from "effect/Effect"
import { nearestWith } from "./configFiles.js"
import * as Manifest from "./Manifest.js"
import { PluginFault } from "./PluginFault.js"
import type { PluginSource } from "./PluginSource.js"

const shared = ["@easel/core", "effect"]

const manifestName = "package.json"

/** The version that this process runs with. */
const versionHere = (name: string): Effect.Effect<string> =>
  Effect.map(
    Manifest.read(createRequire(import.meta.url).resolve(`${name}/${manifestName}`)),
    (manifest) => manifest?.version ?? ""
  )

const manifestOf = (url: string): Effect.Effect<Manifest.Manifest | undefined> => {
  const folder = nearestWith(dirname(fileURLToPath(url)), manifestName)
  return folder === undefined
    ? Effect.succeed(undefined)
    : Manifest.read(join(folder, manifestName))
}

const remedy = (name: string, version: string, range: string): string => {
  if (gtr(version, range)) return "update the plugin"
  return name === "effect" ? "Easel stands on effect 3" : "update Easel"
}

/** Fails when the package of that file asks for another version of a shared package. */
export const checkPeers = (source: PluginSource, url: string): Effect.Effect<void, PluginFault> =>
  Effect.gen(function* () {
    const manifest = yield* manifestOf(url)
    for (const name of shared) {
      const range = manifest?.peerDependencies?.[name] ?? manifest?.dependencies?.[name]
      // An address or a tag says nothing about versions.
      if (range === undefined || validRange(range) === null) continue
      const version = yield* versionHere(name)
      if (satisfies(version, range, { includePrerelease: true })) continue
      return yield* new PluginFault({
        source,
        reason: `it asks for ${name} ${range}, and this is ${version}`,
        hint: remedy(name, version, range)
      })
    }
  })
