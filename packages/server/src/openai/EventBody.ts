import { Readable } from "node:stream"
import * as Effect from "effect/Effect"

const comment = (text: string): Uint8Array => Buffer.from(`: ${text}\n\n`)

/** Makes the headers go out before there is anything to tell. */
const opening = comment("easel")

const heartbeat = comment("still here")

/**
 * The body of an answer that is written bit by bit. It holds no more than one write: the next one
 * waits until the client has taken it. Node pipes it into a socket as it is, and a web response takes
 * it for its body; an Effect stream would cost several times as much to begin.
 */
export class EventBody extends Readable {
  private wake: (() => void) | undefined
  private onClose: (() => void) | undefined
  private neglected = false
  /** The reader has asked for more since the last write. */
  private hungry = false

  constructor() {
    // Nothing is read ahead: `_read` means that the client is waiting.
    super({ highWaterMark: 0 })
    this.push(opening)
  }

  /** Runs when the body has been read to its end, and when the client leaves before. */
  closing(onClose: () => void): void {
    if (this.destroyed) onClose()
    else this.onClose = onClose
  }

  /** Writes, and waits until it has been taken. */
  write(...pieces: ReadonlyArray<Uint8Array>): Effect.Effect<void> {
    return Effect.suspend(() => {
      for (const piece of pieces) if (this.isOpen) this.give(piece)
      if (!this.isOpen) return Effect.void
      return this.isBehind ? this.taken : Effect.void
    })
  }

  /**
   * Says that the stream lives, unless something else is still on its way. A body that nobody has
   * begun to read by the second time is given up.
   */
  beat(): void {
    if (this.readableFlowing === null && this.neglected) this.destroy()
    this.neglected = this.readableFlowing === null
    if (this.isOpen && !this.isBehind) this.give(heartbeat)
  }

  /** Nothing follows. */
  end(): void {
    if (this.isOpen) this.push(null)
  }

  private get isOpen(): boolean {
    return !this.destroyed && !this.readableEnded
  }

  /** Something still lies here, or the socket has not asked for more. */
  private get isBehind(): boolean {
    return this.readableLength > 0 || (this.readableFlowing !== true && !this.hungry)
  }

  private give(bytes: Uint8Array): void {
    this.hungry = false
    this.push(bytes)
  }

  // Without a finalizer, which costs a dozen steps: after an interruption nobody hears what wakes it.
  private readonly taken = Effect.async<void>((resume) => {
    this.wake = () => resume(Effect.void)
  })

  private rouse(): void {
    const { wake } = this
    this.wake = undefined
    wake?.()
  }

  override _read(): void {
    this.hungry = true
    this.rouse()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.rouse()
    this.onClose?.()
    callback(error)
  }
}
