#!/usr/bin/env node
/** `npm create easel-provider`: 0 when it is written, 2 for what can't be done, 1 for the rest. */
import { readFile } from "node:fs/promises"
import { relative } from "node:path"
import { ask } from "./ask.js"
import { help, readCommand } from "./command.js"
import { scaffold, targetOf } from "./scaffold.js"
import { defaultTemplate } from "./templates.js"
import { UsageError } from "./usageError.js"

const manifest = new URL("../package.json", import.meta.url)

const readVersion = async (): Promise<string> => {
  const content: unknown = JSON.parse(await readFile(manifest, "utf8"))
  if (typeof content === "object" && content !== null && "version" in content) {
    return String(content.version)
  }
  throw new Error(`${manifest.pathname} names no version`)
}

const nextSteps = (folder: string, name: string): string => `
  easel-provider-${name} is in ${folder}

${folder === "." ? "" : `  cd ${folder}\n`}  npm install
  npm run build
  npm test

  Then put the wire of your service into src/, and into its stand-in in src/fake/.
`

const run = async (): Promise<void> => {
  const command = readCommand(process.argv.slice(2))
  if (command.help) return void process.stdout.write(help)
  if (command.version) return void process.stdout.write(`${await readVersion()}\n`)
  const given = command.folder === undefined ? undefined : await targetOf(command.folder)
  const asks = !command.yes && process.stdin.isTTY && process.stderr.isTTY
  const { folder, template } = asks
    ? await ask(command.folder, command.template)
    : { folder: command.folder, template: command.template ?? defaultTemplate }
  if (folder === undefined) {
    throw new UsageError("name a folder: npm create easel-provider my-service")
  }
  const target = given ?? (await targetOf(folder))
  await scaffold(target, template)
  process.stdout.write(nextSteps(relative(".", target.folder) || ".", target.names.kebab))
}

try {
  await run()
} catch (error) {
  if (error instanceof Error && error.name === "AbortError") {
    process.exitCode = 130
  } else {
    process.exitCode = error instanceof UsageError ? 2 : 1
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`create-easel-provider: ${message}\n`)
  }
}
