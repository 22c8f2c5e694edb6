/** Every plugin and what became of it, as listings and the doctor tell it. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Either from "effect/Either"
import type { Loaded } from "./Loaded.js"
import type { PluginSource } from "./PluginSource.js"

export interface PluginState {
  /** As it was named; the id of one that comes with Easel. */
  readonly name: string
  readonly from: "built-in" | "flag" | "project" | "user"
  /** Of the file that names it. */
  readonly file: string | undefined
  readonly id: string | undefined
  readonly version: string | undefined
  readonly contractVersion: string | undefined
  readonly models: ReadonlyArray<string>
  readonly state: "ready" | "refused"
  readonly reason: string | undefined
  readonly hint: string | undefined
}

const ready = (plugin: ImagePlugin) => ({
  id: plugin.id,
  version: plugin.version,
  contractVersion: plugin.contractVersion,
  models: plugin.imageModels,
  state: "ready" as const,
  reason: undefined,
  hint: undefined
})

const place = ({ name, origin }: PluginSource) => {
  switch (origin._tag) {
    case "Flag":
      return { name, from: "flag", file: undefined } as const
    case "Project":
      return { name, from: "project", file: origin.file } as const
    case "User":
      return { name, from: "user", file: origin.file } as const
  }
}

/** One that comes with Easel. */
export const ofBuiltIn = (plugin: ImagePlugin): PluginState => ({
  name: plugin.id,
  from: "built-in",
  file: undefined,
  ...ready(plugin)
})

/** Those that were named. */
export const ofLoaded = ({ outcomes }: Loaded): ReadonlyArray<PluginState> =>
  outcomes.map(
    Either.match({
      onRight: ({ plugin, source }) => ({ ...place(source), ...ready(plugin) }),
      onLeft: ({ hint, id, reason, source }) => ({
        ...place(source),
        id,
        version: undefined,
        contractVersion: undefined,
        models: [],
        state: "refused" as const,
        reason,
        hint
      })
    })
  )
