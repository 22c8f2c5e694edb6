import { Parser } from "csv-parse"
import * as Effect from "effect/Effect"
import { type FileLine, longest } from "./FileLines.js"
import type { Mistakes } from "./Mistakes.js"

/** A record as it is written; `line` is where it begins. */
export interface CsvRecord {
  readonly line: number
  readonly cells: ReadonlyArray<string>
}

const reasons: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: `has a quote inside a cell; write the cell in quotes and the quote twice`,
  CSV_INVALID_CLOSING_QUOTE: `has text after a closing quote; inside quotes a quote is written twice`,
  CSV_QUOTE_NOT_CLOSED: `has a quote that is not closed`
}

const reasonOf = (code: string): string => reasons[code] ?? `is no CSV (${code})`

const tooLong = `begins a record of more than ${longest / 1024 / 1024} MiB; is a quote not closed?`

/**
 * Reads CSV line by line with `csv-parse`, and knows where each record begins. The parser can't go
 * on after a mistake, so that another one takes its place.
 */
export class CsvRecords {
  private parser: Parser
  private records: Array<CsvRecord> = []
  /** Code of the parser's error. */
  private fault: string | undefined
  /** Lines before the first one of the present parser. */
  private skipped = 0
  /** Where the record begins that is not whole yet. */
  private start = 1
  private pending = 0

  constructor(
    private readonly delimiter: string,
    private readonly mistakes: Mistakes
  ) {
    this.parser = this.begin()
  }

  /** The records that this line ends. */
  push(line: FileLine): Array<CsvRecord> {
    const { fault, number, text } = line
    if (fault !== undefined) this.mistakes.add(number, fault)
    this.pending += text.length + 1
    this.parser.write(`${text.replaceAll("\r", " ")}\n`)
    if (this.fault !== undefined) this.refuse(reasonOf(this.fault), number)
    if (this.pending > longest) this.refuse(tooLong, number)
    return this.taken()
  }

  /** The records that the end of the file ends. */
  readonly end: Effect.Effect<Array<CsvRecord>> = Effect.suspend(() => {
    const { parser } = this
    const finished = Effect.async<void>((resume) => {
      parser.once("finish", () => resume(Effect.void))
      parser.resume().end()
    })
    return Effect.map(finished, () => {
      if (this.fault !== undefined) this.mistakes.add(this.start, reasonOf(this.fault))
      return this.taken()
    })
  })

  private begin(): Parser {
    return new Parser({
      delimiter: this.delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      skip_records_with_error: true,
      // Empty lines are kept, so that the next record's line is known.
      skip_empty_lines: false,
      on_record: (cells: ReadonlyArray<string>, { lines }) => {
        const end = this.skipped + lines
        if (this.fault === undefined) this.accept(cells, end)
        return null
      },
      on_skip: (error) => {
        this.fault ??= error?.code ?? "unknown"
      }
    })
  }

  private accept(cells: ReadonlyArray<string>, end: number): void {
    if (cells.length !== 1 || cells[0]?.trim() !== "") {
      this.records.push({ line: this.start, cells })
    }
    this.start = end + 1
    this.pending = 0
  }

  /** The record that is not whole is a mistake, and the next line begins another. */
  private refuse(reason: string, line: number): void {
    this.mistakes.add(this.start, reason)
    this.fault = undefined
    this.skipped = line
    this.start = line + 1
    this.pending = 0
    this.parser = this.begin()
  }

  private taken(): Array<CsvRecord> {
    const { records } = this
    this.records = []
    return records
  }
}
