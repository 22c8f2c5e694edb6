#!/usr/bin/env node
/**
 * The launcher. What is the same on every run, the version and the help, is printed without
 * loading the program.
 */
import { readFileSync } from "node:fs"
import * as Module from "node:module"

const readHelp = (): string | undefined => {
  try {
    return readFileSync(new URL("./help.txt", import.meta.url), "utf8")
  } catch {
    // While the package is being built there is none yet; the program renders it.
    return undefined
  }
}

const prepared = (args: ReadonlyArray<string>): string | undefined => {
  if (args.length > 1) return undefined
  const [first = "--help"] = args
  if (first === "--version" || first === "-v") return `${EASEL_VERSION}\n`
  return first === "--help" || first === "-h" ? readHelp() : undefined
}

const text = prepared(process.argv.slice(2))
if (text === undefined) {
  // Since Node 22.8; older ones compile on every run.
  if ("enableCompileCache" in Module && typeof Module.enableCompileCache === "function") {
    Module.enableCompileCache()
  }
  await import("./Main.js")
} else {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exitCode = error.code === "EPIPE" ? 0 : 1
  })
  process.stdout.write(text)
}
