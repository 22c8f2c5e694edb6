/** A line of a text file, without its end. */
export interface FileLine {
  /** Counts from 1. */
  readonly number: number
  readonly text: string
  /** Why the text is not what the file says. */
  readonly fault?: string | undefined
}

/** The most bytes in a line or a record: 16 MiB, which holds a picture of 12 MB in base64. */
export const longest = 16 * 1024 * 1024

const lineFeed = 0x0a

const strict = new TextDecoder("utf-8", { fatal: true })
const lossy = new TextDecoder()

const decode = (bytes: Uint8Array): Pick<FileLine, "text" | "fault"> => {
  try {
    return { text: withoutReturn(strict.decode(bytes)) }
  } catch {
    return { text: withoutReturn(lossy.decode(bytes)), fault: "is not UTF-8" }
  }
}

const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text)

/** Cuts bytes into lines as they come; holds one line at most. A byte order mark is left out. */
export class FileLines {
  private pieces: Array<Uint8Array> = []
  private length = 0
  private count = 0

  /** The lines that these bytes end. */
  push(bytes: Uint8Array): Array<FileLine> {
    const lines: Array<FileLine> = []
    let start = 0
    for (;;) {
      const end = bytes.indexOf(lineFeed, start)
      if (end < 0) break
      this.keep(bytes.subarray(start, end))
      lines.push(this.take())
      start = end + 1
    }
    this.keep(bytes.subarray(start))
    return lines
  }

  /** The last line, when it has no end. */
  end(): Array<FileLine> {
    return this.length === 0 ? [] : [this.take()]
  }

  private keep(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.length += piece.length
    if (this.length > longest) this.pieces = []
    // A copy, since whoever reads the file may use the memory again.
    else this.pieces.push(Uint8Array.from(piece))
  }

  private take(): FileLine {
    const { length, pieces } = this
    this.pieces = []
    this.length = 0
    const number = ++this.count
    if (length > longest) {
      return { number, text: "", fault: `is longer than ${longest / 1024 / 1024} MiB` }
    }
    const [first = new Uint8Array()] = pieces
    return { number, ...decode(pieces.length > 1 ? Buffer.concat(pieces) : first) }
  }
}
