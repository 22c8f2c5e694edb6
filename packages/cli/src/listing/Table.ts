/** Text in columns, for terminals and pipes alike: plain, aligned, no colours. */

/** What a listing is fitted to when the terminal does not say. */
const defaultWidth = 80

/** Columns of the terminal. */
export const terminalWidth = (): number => process.stdout.columns ?? defaultWidth

const gap = "  "

/** Lines of a table; every column but the last is as wide as its widest cell. */
export const columns = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths: Array<number> = []
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)))
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(gap)
      .trimEnd()
  )
}

/** Breaks a text at its spaces; a word longer than the width stands alone. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`
    if (longer.length > width && line !== "") {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return line === "" ? lines : [...lines, line]
}

/** A list of names and texts; long texts go on below themselves. */
export const definitions = (
  entries: ReadonlyArray<readonly [name: string, text: string]>,
  indent = 0
): ReadonlyArray<string> => {
  const left = Math.max(0, ...entries.map(([name]) => name.length)) + gap.length
  const width = Math.max(30, terminalWidth() - indent - left)
  return entries.flatMap(([name, text]) => {
    const [first = "", ...rest] = wrap(text, width)
    const margin = " ".repeat(indent)
    return [
      `${margin}${name.padEnd(left)}${first}`.trimEnd(),
      ...rest.map((line) => margin + " ".repeat(left) + line)
    ]
  })
}
