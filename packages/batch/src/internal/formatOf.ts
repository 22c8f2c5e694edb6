/** How a batch file is written. */
export type Format = "jsonl" | "csv" | "tsv"

const formats: Readonly<Record<string, Format>> = {
  jsonl: "jsonl",
  ndjson: "jsonl",
  csv: "csv",
  tsv: "tsv"
}

/** The format by the extension of the name; `undefined` when it has another one or none. */
export const formatOf = (file: string): Format | undefined => {
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? ""
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined
}
