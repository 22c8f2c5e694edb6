/**
 * The part of the terminal that is redrawn in place: a picture, and below it a line for each
 * generation. It draws what is newest at each tick; what came in between is never drawn.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { InlineImage } from "./inlineImage.js"
import * as Status from "./Status.js"
import * as TerminalSettings from "./TerminalSettings.js"

const tick = "100 millis"

/** More lines than this become a summary. */
const maximumLines = 6

const hideCursor = "\x1b[?25l"
const showCursor = "\x1b[?25h"
/** Terminals that know it show the frame at once (synchronized output). */
const beginFrame = "\x1b[?2026h"
const endFrame = "\x1b[?2026l"

const eraseBelow = (lines: number): string => (lines === 0 ? "\r\x1b[J" : `\x1b[${lines}A\r\x1b[J`)

/** Lines that are made anew at each tick, none wider than the terminal. */
export type Board = (now: number, columns: number) => ReadonlyArray<string>

export class LiveDisplay {
  private readonly statuses = new Map<number, Status.Status>()
  private board: Board = () => []
  private image: InlineImage | undefined
  private imageChanged = false
  private imageRows = 0
  private lines = 0
  private closed = false
  /** Takes a picture away that erasing lines leaves behind. */
  private erase: string | undefined

  constructor(private readonly write: (text: string) => void) {}

  set(n: number, status: Status.Status): void {
    this.statuses.set(n, status)
  }

  get(n: number): Status.Status | undefined {
    return this.statuses.get(n)
  }

  remove(n: number): void {
    this.statuses.delete(n)
  }

  /** Shows these lines below those of the generations. */
  showBoard(board: Board): void {
    this.board = board
  }

  /** Shows a picture in the place of the one before. */
  show(image: InlineImage | undefined): void {
    this.erase ??= this.image?.erase
    this.image = image
    this.imageChanged = true
  }

  /** Leaves a picture above everything that follows. */
  keep(image: InlineImage): void {
    this.show(undefined)
    this.clear()
    this.write(image.text)
  }

  /** Takes everything off, so that a line can be written; the next tick draws again. */
  clear(): void {
    if (this.imageRows + this.lines === 0) return
    const erase = this.erase ?? (this.imageRows > 0 ? this.image?.erase : undefined) ?? ""
    this.erase = undefined
    this.write(erase + eraseBelow(this.imageRows + this.lines))
    this.imageRows = 0
    this.lines = 0
    this.imageChanged = this.image !== undefined
  }

  draw(): void {
    if (this.closed) return
    const { columns, rows } = TerminalSettings.current()
    const lines = this.statusLines(Date.now(), columns).slice(0, Math.max(1, rows - 1))
    let frame = beginFrame + hideCursor
    if (this.imageChanged) {
      frame += (this.erase ?? "") + eraseBelow(this.imageRows + this.lines)
      frame += this.image?.text ?? ""
      this.erase = undefined
      this.imageRows = this.image?.rows ?? 0
      this.imageChanged = false
    } else if (this.lines > 0) {
      frame += eraseBelow(this.lines)
    }
    this.lines = lines.length
    this.write(frame + lines.map((line) => `${line}\n`).join("") + endFrame)
  }

  close(): void {
    if (this.closed) return
    this.clear()
    this.write(showCursor)
    this.closed = true
  }

  private statusLines(now: number, columns: number): ReadonlyArray<string> {
    const all = Array.from(this.statuses.values())
    const shown = all.slice(0, maximumLines).map((status) => Status.line(status, now, columns))
    return [
      ...shown,
      ...(all.length > maximumLines ? [`  and ${all.length - maximumLines} more`] : []),
      ...this.board(now, columns)
    ]
  }
}

/** Draws until the scope closes; the cursor comes back whatever happens. */
export const make: Effect.Effect<LiveDisplay, never, Scope.Scope> = Effect.gen(function* () {
  const display = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const display = new LiveDisplay((text) => {
        process.stderr.write(text)
      })
      const close = () => display.close()
      process.once("SIGINT", close)
      process.once("SIGTERM", close)
      return { display, close }
    }),
    ({ close }) =>
      Effect.sync(() => {
        process.removeListener("SIGINT", close)
        process.removeListener("SIGTERM", close)
        close()
      })
  )
  yield* Effect.sync(() => display.display.draw()).pipe(
    Effect.repeat(Schedule.spaced(tick)),
    Effect.forkScoped
  )
  return display.display
})
