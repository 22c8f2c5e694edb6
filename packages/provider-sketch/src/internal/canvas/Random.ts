/** The source of all chance: sfc32, seeded by text, the same on every platform. */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1
  private readonly label: string

  constructor(label: string) {
    this.label = label
    this.a = hash(label, 0x9e3779b9)
    this.b = hash(label, 0x85ebca6b)
    this.c = hash(label, 0xc2b2ae35)
    for (let round = 0; round < 12; round++) this.next()
  }

  /** An independent stream, so that one painter's draws never shift another's. */
  fork(label: string): Random {
    return new Random(`${this.label}/${label}`)
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** -1 or 1. */
  side(): 1 | -1 {
    return this.next() < 0.5 ? -1 : 1
  }

  pick<A>(first: A, ...rest: ReadonlyArray<A>): A {
    return rest[this.integer(0, rest.length) - 1] ?? first
  }
}

/** A 32-bit hash of text (FNV-1a over UTF-16 code units, then murmur3's finalizer). */
export const hash = (text: string, salt: number): number => {
  let value = (0x811c9dc5 ^ salt) | 0
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) | 0
}
