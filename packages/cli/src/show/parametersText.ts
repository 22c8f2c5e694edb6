/** The `parameters` text that AUTOMATIC1111 and the tools around it write into a PNG. */
import * as Png from "@easel/core/Png"

/** A text chunk longer than this is not read: 1 MiB. */
const maximumLength = 1024 * 1024

const keyword = "parameters\0"

/** Latin-1 in `tEXt`, UTF-8 in `iTXt`; compressed texts are left alone. */
const textOf = ({ data, type }: Png.Chunk): string | undefined => {
  if (type === "tEXt") return Buffer.from(data).toString("latin1").slice(keyword.length)
  const compressed = data[keyword.length] !== 0
  if (type !== "iTXt" || compressed) return undefined
  const languageEnd = data.indexOf(0, keyword.length + 2)
  const keywordEnd = data.indexOf(0, languageEnd + 1)
  return languageEnd < 0 || keywordEnd < 0
    ? undefined
    : Buffer.from(data.subarray(keywordEnd + 1)).toString("utf8")
}

/** The text; `undefined` when there is none. */
export const parametersText = (png: Uint8Array): string | undefined => {
  for (const chunk of Png.chunks(png)) {
    if (chunk.data.length > maximumLength) continue
    const head = Buffer.from(chunk.data.subarray(0, keyword.length)).toString("latin1")
    if (head !== keyword) continue
    const text = textOf(chunk)
    if (text !== undefined) return text
  }
  return undefined
}
