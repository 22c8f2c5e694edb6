import { concatenate } from "./concatenate.js"

/** Pieces below this are copied together: each that is kept by itself costs more than it holds. */
const small = 1024

const blockLength = 2 * 1024

/** Where most texts are put together; memory that is used again costs less than the copy into it. */
const desk = new Uint8Array(256 * 1024)

const join = (pieces: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const [only] = pieces
  if (only !== undefined && pieces.length === 1) return only
  if (length > desk.length) return concatenate(pieces)
  let end = 0
  for (const piece of pieces) {
    desk.set(piece, end)
    end += piece.length
  }
  return desk.subarray(0, length)
}

/** Bytes that wait for what comes after them. */
export class HeldBytes {
  /** How many. */
  length = 0
  private pieces: Array<Uint8Array> = []
  /** Small pieces, copied one after the other; made for the first of them. */
  private block: Uint8Array | undefined
  private used = 0

  /** A piece that is not small must stay as it is until it is taken. */
  add(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.length += piece.length
    if (piece.length >= small) {
      this.closeBlock()
      this.pieces.push(piece)
      return
    }
    if (this.used + piece.length > blockLength) this.closeBlock()
    this.block ??= new Uint8Array(blockLength)
    this.block.set(piece, this.used)
    this.used += piece.length
  }

  private closeBlock(): void {
    if (this.block === undefined || this.used === 0) return
    this.pieces.push(this.block.slice(0, this.used))
    this.used = 0
  }

  /** All of them, to be read before the next piece comes; none are held then. */
  take(): Uint8Array {
    const { block, pieces, used } = this
    const isBlock = block !== undefined && pieces.length === 0
    if (!isBlock) this.closeBlock()
    const bytes = isBlock ? block.subarray(0, used) : join(pieces, this.length)
    this.pieces = []
    this.used = 0
    this.length = 0
    return bytes
  }
}
