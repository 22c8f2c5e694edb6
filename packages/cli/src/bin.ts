#!/usr/bin/env node
/**
 * The launcher. What is the same on every run, the version and the help, is printed without
 * loading the program. The program itself comes in two forms: one file with all that it needs,
 * which starts fast, and one that shares its packages with the plugins that are configured.
 */
import { readFileSync } from "node:fs"
import * as Module from "node:module"
import * as configFiles from "./plugins/configFiles.js"

const readHelp = (): string | undefined => {
  try {
    return readFileSync(new URL("./help.txt", import.meta.url), "utf8")
  } catch {
    // While the package is being built there is none yet; the program renders it.
    return undefined
  }
}

const isHelp = (argument: string): boolean => argument === "--help" || argument === "-h"

const prepared = (args: ReadonlyArray<string>): string | undefined => {
  if (args.length > 1) return undefined
  const [first = "--help"] = args
  if (first === "--version" || first === "-v") return `${EASEL_VERSION}\n`
  return isHelp(first) ? readHelp() : undefined
}

/** Whether plugins may have to be loaded; yes when in doubt. */
const wantsPlugins = (args: ReadonlyArray<string>): boolean => {
  const end = args.indexOf("--")
  const own = end < 0 ? args : args.slice(0, end)
  if (own.some(isHelp) || own[0] === "show" || own[0] === "--completions") return false
  return (
    own.some((argument) => argument === "plugins" || /^--plugin(=|$)/.test(argument)) ||
    configFiles.exist()
  )
}

const args = process.argv.slice(2)
const text = prepared(args)
if (text === undefined) {
  // Since Node 22.8; older ones compile on every run.
  if ("enableCompileCache" in Module && typeof Module.enableCompileCache === "function") {
    Module.enableCompileCache()
  }
  const host = new URL("./host/Main.js", import.meta.url).href
  await (wantsPlugins(args) ? import(host) : import("./Main.js"))
} else {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exitCode = error.code === "EPIPE" ? 0 : 1
  })
  process.stdout.write(text)
}
