/**
 * What became of a batch, as text: lines of JSON for programs, CSV for spreadsheets, and a contact
 * sheet for people. Each is a stream, read as it is taken, so that a batch of any size needs little
 * memory.
 *
 * ```ts
 * const write = Report.html("cats").pipe(
 *   Stream.encodeText,
 *   Stream.run(fileSystem.sink("pictures/report.html"))
 * )
 * ```
 */
import { isAbsolute, relative, resolve, sep } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Batches, type Failure } from "./Batches.js"
import { ItemRecord } from "./BatchItem.js"
import * as Outputs from "./Outputs.js"
import * as CsvRow from "./report/CsvRow.js"
import * as Page from "./report/Page.js"
import * as PageItem from "./report/PageItem.js"

export type Report = Stream.Stream<string, Failure, Batches>

const items = (id: string): Stream.Stream<ItemRecord, Failure, Batches> =>
  Stream.unwrap(Effect.map(Batches, (batches) => batches.items(id)))

const encode = Schema.encodeSync(Schema.parseJson(ItemRecord))

/** One `ItemRecord` a line, which `BatchItem.ItemRecord` decodes. */
export const jsonl = (id: string): Report => Stream.map(items(id), (item) => `${encode(item)}\n`)

/**
 * A header and a row for each item, lines ended by CR LF, in UTF-8. A text that a spreadsheet would
 * take for a formula has an apostrophe before it. The files of several pictures are parted by `; `.
 */
export const csv = (id: string): Report =>
  Stream.concat(Stream.make(CsvRow.header), Stream.map(items(id), CsvRow.rowOf))

export interface HtmlOptions {
  /** The folder that the page is written into. Default: the batch's output. */
  readonly folder?: string | undefined
}

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

/** Relative to the page, so that it can be moved with its pictures. */
const addressesFrom = (output: string, folder: string | undefined): PageItem.AddressOf => {
  if (Outputs.isObjectStore(output)) return () => undefined
  const way = folder === undefined ? "" : relative(resolve(folder), resolve(output))
  // On another drive of Windows.
  if (isAbsolute(way)) return ({ location }) => pathToFileURL(location).href
  const base = way === "" ? [] : way.split(sep)
  return ({ name }) => encodePath([".", ...base, name].join("/"))
}

/**
 * A page with every item: its picture, prompt and receipt, or its error and what to do. It needs no
 * other file than the pictures, which it shows from their folder; of an object store it names them.
 */
export const html = (id: string, options: HtmlOptions = {}): Report =>
  Effect.flatMap(Batches, (batches) => batches.get(id)).pipe(
    Effect.map((summary) => {
      const { output } = summary.settings
      const addressOf = addressesFrom(output, options.folder)
      return Stream.make(Page.begin(summary)).pipe(
        Stream.concat(Stream.map(items(id), (item) => PageItem.render(item, addressOf))),
        Stream.concat(Stream.make(Page.end(!Outputs.isObjectStore(output))))
      )
    }),
    Stream.unwrap
  )
