/** A plugin that somebody has named: how, and where. */
import { dirname } from "node:path"

/** Where it was named. */
export type Origin =
  | { readonly _tag: "Flag" }
  | { readonly _tag: "Project"; readonly file: string }
  | { readonly _tag: "User"; readonly file: string }

export type FileOrigin = Exclude<Origin, { readonly _tag: "Flag" }>

export interface PluginSource {
  /** The name of a package, or a path. */
  readonly name: string
  /** What the name is looked up from. */
  readonly folder: string
  readonly origin: Origin
}

export const fromFlag = (name: string): PluginSource => ({
  name,
  folder: process.cwd(),
  origin: { _tag: "Flag" }
})

export const fromFile = (name: string, origin: FileOrigin): PluginSource => ({
  name,
  folder: dirname(origin.file),
  origin
})

/** `./mine.js`, `../mine`, `/opt/mine.js`, and on Windows `C:\\mine.js`; anything else is a package. */
export const isPath = (name: string): boolean =>
  /^(\.{1,2}(?:[/\\]|$)|[/\\]|[A-Za-z]:[/\\])/.test(name)

/** Where the file of an origin is, in words. */
export const describeOrigin = (origin: Origin): string =>
  origin._tag === "Flag" ? "--plugin" : origin.file
