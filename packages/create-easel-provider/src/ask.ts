import { createInterface } from "node:readline/promises"
import { namesOf } from "./names.js"
import { defaultTemplate, type Template, templateOf, templates } from "./templates.js"
import { UsageError } from "./usageError.js"

/** What is still to be decided. */
export interface Choices {
  readonly folder: string
  readonly template: Template
}

const names = Object.keys(templates)

/** A template by its number or name; the default for an empty answer. */
const chosen = (answer: string): Template =>
  answer === "" ? defaultTemplate : templateOf(names[Number(answer) - 1] ?? answer)

/** Asks on the terminal for what was not given, again until the answer will do. */
export const ask = async (
  folder: string | undefined,
  template: Template | undefined
): Promise<Choices> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new AbortController()
  terminal.once("close", () => closed.abort())

  const question = async <A>(text: string, read: (answer: string) => A): Promise<A> => {
    for (;;) {
      const answer = await terminal.question(text, { signal: closed.signal })
      try {
        return read(answer.trim())
      } catch (error) {
        if (!(error instanceof UsageError)) throw error
        process.stderr.write(`  ${error.message}\n`)
      }
    }
  }

  try {
    const name =
      folder ?? (await question("Name of the service: ", (answer) => namesOf(answer).kebab))
    if (template !== undefined) return { folder: name, template }
    names.forEach((each, index) =>
      process.stderr.write(`  ${index + 1}  ${each}: ${templates[templateOf(each)]}\n`)
    )
    return { folder: name, template: await question(`Template (${defaultTemplate}): `, chosen) }
  } finally {
    terminal.close()
  }
}
