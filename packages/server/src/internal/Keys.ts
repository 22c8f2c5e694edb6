import { createHash, timingSafeEqual } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Service as Caller } from "../Caller.js"
import { SetupError } from "../SetupError.js"

const minimumLength = 8

const tooShort = new SetupError({
  option: "keys",
  reason: `a key has less than ${minimumLength} characters, and could be guessed`
})

interface Known {
  readonly digest: Buffer
  readonly caller: Caller
}

const digestOf = (key: Redacted.Redacted): Buffer =>
  createHash("sha256").update(Redacted.value(key)).digest()

/** The keys of a gateway, by their hashes. */
export class Keys {
  private constructor(private readonly known: ReadonlyArray<Known>) {}

  static make(keys: ReadonlyArray<Redacted.Redacted>): Effect.Effect<Keys, SetupError> {
    if (keys.some((key) => Redacted.value(key).length < minimumLength)) return Effect.fail(tooShort)
    const known = keys.map(digestOf).map((digest) => ({
      digest,
      caller: { id: digest.toString("hex").slice(0, 16) }
    }))
    return Effect.succeed(new Keys(known))
  }

  get isEmpty(): boolean {
    return this.known.length === 0
  }

  /** Takes the same time for each key, known or not. */
  find(key: Redacted.Redacted): Caller | undefined {
    const asked = digestOf(key)
    let found: Caller | undefined
    for (const { caller, digest } of this.known) {
      if (timingSafeEqual(asked, digest)) found = caller
    }
    return found
  }
}
