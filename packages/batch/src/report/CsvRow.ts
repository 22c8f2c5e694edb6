/** Rows for spreadsheets, as RFC 4180 has them. */
import type { ItemRecord } from "../BatchItem.js"
import { reasonOf } from "./ErrorWords.js"
import { factsOf } from "./ItemFacts.js"

type Cell = string | number | undefined

/** Spreadsheets run a text that begins so; an apostrophe makes it a text. */
const formula = /^[=+\-@\t\r＝＋－＠]/

const field = (cell: Cell): string => {
  if (typeof cell !== "string") return cell === undefined ? "" : String(cell)
  const harmless = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

const columns = {
  number: (item) => item.number,
  line: (item) => item.line,
  name: (item) => item.name,
  state: (item) => item.state,
  try: (item) => item.try,
  submissions: (item) => item.submissions,
  prompt: (_, facts) => facts.prompt,
  provider: (_, facts) => facts.provider,
  model: (_, facts) => facts.model,
  seed: (_, facts) => facts.seed,
  width: (_, facts) => facts.width,
  height: (_, facts) => facts.height,
  cost: (_, facts) => facts.cost?.amount,
  currency: (_, facts) => facts.cost?.currency,
  job: (_, facts) => facts.job,
  file: (item) => item.pictures.map(({ location }) => location).join("; "),
  error_reason: ({ error }) => error && reasonOf(error),
  error_message: ({ error }) => error?.message
} satisfies Record<string, (item: ItemRecord, facts: ReturnType<typeof factsOf>) => Cell>

const row = (cells: ReadonlyArray<Cell>): string => `${cells.map(field).join(",")}\r\n`

export const header: string = row(Object.keys(columns))

export const rowOf = (item: ItemRecord): string => {
  const facts = factsOf(item)
  return row(Object.values(columns).map((cell) => cell(item, facts)))
}
