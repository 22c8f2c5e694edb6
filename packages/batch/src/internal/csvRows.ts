import { ImageRequest } from "@easel/core/ImageRequest"
import * as Effect from "effect/Effect"
import { readCell } from "./csvCell.js"
import { type CsvRecord, CsvRecords } from "./CsvRecords.js"
import type { Mistakes } from "./Mistakes.js"
import type { Row, RowReader } from "./Row.js"

/** The columns of a file, and the line that names them. */
export interface Header {
  readonly line: number
  readonly columns: ReadonlyArray<string>
}

const cellsOf = (count: number): string => `${count} ${count === 1 ? "cell" : "cells"}`

/** Reads CSV with a header. `onHeader` hears the columns before any row is there. */
export const makeCsvRows = (
  delimiter: string,
  mistakes: Mistakes,
  onHeader: (header: Header) => void
): RowReader => {
  const records = new CsvRecords(delimiter, mistakes)
  let header: Header | undefined

  const begin = ({ cells, line }: CsvRecord): void => {
    const columns = cells.map((name) => name.trim())
    header = { line, columns }
    columns.forEach((name, index) => {
      if (name === "") mistakes.add(line, `column ${index + 1} has no name`)
      else if (columns.indexOf(name) < index) mistakes.add(line, `two columns are called "${name}"`)
    })
    onHeader(header)
  }

  const read = (record: CsvRecord): ReadonlyArray<Row> => {
    if (header === undefined) {
      begin(record)
      return []
    }
    const { columns } = header
    const { cells, line } = record
    if (cells.length !== columns.length) {
      mistakes.add(line, `has ${cellsOf(cells.length)}, the header has ${columns.length}`)
      return []
    }
    const values = columns.map((name, index): [string, unknown] => {
      const cell = cells[index] ?? ""
      return [name, Object.hasOwn(ImageRequest.fields, name) ? readCell(name, cell) : cell]
    })
    return [{ line, values: new Map(values) }]
  }

  return {
    push: (line) => records.push(line).flatMap(read),
    end: Effect.map(records.end, (rest) => rest.flatMap(read))
  }
}
