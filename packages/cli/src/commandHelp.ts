/** The help of one command: what it is for, its arguments and its flags, a line each. */
import { stripVTControlCharacters } from "node:util"
import * as CliConfig from "@effect/cli/CliConfig"
import * as CommandDescriptor from "@effect/cli/CommandDescriptor"
import * as HelpDoc from "@effect/cli/HelpDoc"

/** Said by `@effect/cli` of nearly every flag. */
const fillers = new Set([
  "A user-defined piece of text.",
  "A true or false value.",
  "An integer.",
  "This setting is optional.",
  "This argument is optional.",
  "This argument may be repeated zero or more times.",
  "This option may be repeated zero or more times."
])

const textOf = (doc: HelpDoc.HelpDoc): string =>
  stripVTControlCharacters(HelpDoc.toAnsiText(doc)).trim()

const flatten = (doc: HelpDoc.HelpDoc): ReadonlyArray<HelpDoc.HelpDoc> =>
  doc._tag === "Sequence" ? [...flatten(doc.left), ...flatten(doc.right)] : [doc]

const describe = (doc: HelpDoc.HelpDoc): string =>
  flatten(doc)
    .map(textOf)
    .filter((text) => text !== "" && !fillers.has(text))
    .join(" ")

/** `(-p, --provider text)` without its brackets. */
const unbracket = (text: string): string => text.replace(/^\((.*)\)(\.\.\.)?$/, "$1$2")

interface Row {
  readonly name: string
  readonly description: string
}

const rows = (doc: HelpDoc.DescriptionList): ReadonlyArray<Row> =>
  doc.definitions.map(([name, body]) => ({
    name: unbracket(textOf(HelpDoc.p(name))),
    description: describe(body)
  }))

const nameWidth = 28

const rowLine = ({ description, name }: Row): string =>
  name.length < nameWidth
    ? `  ${name.padEnd(nameWidth)}${description}`
    : `  ${name}\n  ${" ".repeat(nameWidth)}${description}`

const section = (doc: HelpDoc.HelpDoc): ReadonlyArray<string> => {
  switch (doc._tag) {
    case "Empty":
      return []
    case "Header":
      return doc.value._tag === "Text" && doc.value.value === "DESCRIPTION"
        ? []
        : ["", textOf(doc).toLowerCase()]
    case "DescriptionList":
      return rows(doc).map(rowLine)
    case "Paragraph":
    case "Enumeration":
    case "Sequence":
      return [textOf(doc)]
  }
}

/** The whole text. */
export const commandHelp = (name: string, command: CommandDescriptor.Command<unknown>): string => {
  const help = CommandDescriptor.getHelp(command, CliConfig.make({ showBuiltIns: false }))
  const parts = flatten(help)
  const words = parts
    .flatMap((doc) => (doc._tag === "DescriptionList" ? rows(doc) : []))
    .filter((row) => row.name.startsWith("<") || row.name.startsWith("[<"))
  const usage = ["easel", name, "[flags]", ...words.map((row) => row.name)].join(" ")
  return [usage, "", ...parts.flatMap(section)].join("\n")
}
