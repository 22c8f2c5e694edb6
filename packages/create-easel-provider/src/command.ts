import { parseArgs } from "node:util"
import { defaultTemplate, type Template, templateOf, templates } from "./templates.js"
import { UsageError } from "./usageError.js"

/** What the person asked for. */
export interface Command {
  readonly folder: string | undefined
  readonly template: Template | undefined
  /** Ask nothing. */
  readonly yes: boolean
  readonly help: boolean
  readonly version: boolean
}

const width = Math.max(...Object.keys(templates).map((name) => name.length))

export const help = `npm create easel-provider <folder> -- [options]

Writes a provider for Easel into a new folder: its source, a stand-in of the
service, and tests. The folder's name is the name of the service.

Templates
${Object.entries(templates)
  .map(([name, about]) => `  ${name.padEnd(width)}  ${about}`)
  .join("\n")}

Options
  -t, --template <name>  one of them (default: ${defaultTemplate})
  -y, --yes              ask nothing
  -h, --help
  -v, --version
`

const isParseError = (error: unknown): error is Error =>
  error instanceof Error &&
  "code" in error &&
  typeof error.code === "string" &&
  error.code.startsWith("ERR_PARSE_ARGS")

const firstSentence = (text: string): string => text.split(". ")[0] ?? text

const parse = (args: ReadonlyArray<string>) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        template: { type: "string", short: "t" },
        yes: { type: "boolean", short: "y", default: false },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "v", default: false }
      }
    })
  } catch (error) {
    throw isParseError(error)
      ? new UsageError(`${firstSentence(error.message)}; see --help`)
      : error
  }
}

/** Reads the arguments. */
export const readCommand = (args: ReadonlyArray<string>): Command => {
  const { positionals, values } = parse(args)
  const [folder, ...others] = positionals
  if (others.length > 0) {
    throw new UsageError(`one folder is enough; what is "${others.join(" ")}"?`)
  }
  return {
    folder,
    template: values.template === undefined ? undefined : templateOf(values.template),
    yes: values.yes,
    help: values.help,
    version: values.version
  }
}
