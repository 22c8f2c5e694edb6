import { BatchFileError, type Mistake } from "../BatchError.js"

/** So many are kept; the others are counted. */
const shown = 100

/** A cell or a value may be long. */
const longestReason = 400

const shorten = (reason: string): string =>
  reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason

/** The mistakes of one file, as they are found. */
export class Mistakes {
  private readonly kept: Array<Mistake> = []
  private total = 0

  /** Without a line it is a mistake of the whole file. */
  add(line: number | undefined, reason: string): void {
    this.total++
    if (this.kept.length >= shown && line !== undefined && line >= this.lastLine) return
    const mistake = { ...(line === undefined ? {} : { line }), reason: shorten(reason) }
    const place = this.kept.findLastIndex((other) => (other.line ?? 0) <= (line ?? 0)) + 1
    this.kept.splice(place, 0, mistake)
    this.kept.length = Math.min(this.kept.length, shown)
  }

  /** Adds what another reader of the same file has found. */
  addAll(error: BatchFileError): void {
    for (const { line, reason } of error.mistakes) this.add(line, reason)
    this.total += error.total - error.mistakes.length
  }

  get isEmpty(): boolean {
    return this.total === 0
  }

  /** All of them as one error; nothing when there are none. */
  error(file: string): BatchFileError | undefined {
    const [first, ...others] = this.kept
    return first === undefined
      ? undefined
      : new BatchFileError({ file, mistakes: [first, ...others], total: this.total })
  }

  private get lastLine(): number {
    return this.kept.at(-1)?.line ?? 0
  }
}
