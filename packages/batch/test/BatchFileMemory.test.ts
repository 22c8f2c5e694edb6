import { setImmediate } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import * as BatchFile from "@easel/batch/BatchFile"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

const total = 100_000
const perPiece = 100

const words = "A cat with a hat and more words ".repeat(6)

/** Written as it is read: 100,000 lines of about 200 bytes, 20 MB in all. */
const bytes = (first: string, line: (number: number) => string): Stream.Stream<Uint8Array> =>
  Stream.unfold(0, (start) => {
    if (start >= total) return Option.none()
    const lines = Array.from({ length: perPiece }, (_, index) => line(start + index))
    const text = `${start === 0 ? first : ""}${lines.join("")}`
    return Option.some([new TextEncoder().encode(text), start + perPiece] as const)
  }).pipe(Stream.tap(() => Effect.promise(() => setImmediate())))

setFlagsFromString("--expose-gc")
const collectGarbage: unknown = runInNewContext("gc")

/** Bytes that are in use. */
const inUse = (): number => {
  if (typeof collectGarbage === "function") collectGarbage()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const files = [
  ["cats.jsonl", bytes("", (number) => `{"prompt":"${words}${number}"}\n`)],
  ["cats.csv", bytes("prompt,width\n", (number) => `"${words}${number}",512\n`)]
] as const

describe("a large batch file", () => {
  for (const [file, content] of files) {
    it.live(
      `is read without being held: ${file}`,
      () =>
        Effect.gen(function* () {
          let largest = 0
          const before = inUse()
          const count = yield* BatchFile.read({ file, bytes: content, name: "{number}" }).pipe(
            Stream.runFold(0, (count) => {
              if (count % (total / 5) === 0) largest = Math.max(largest, inUse())
              return count + 1
            })
          )
          assert.strictEqual(count, total)
          assert.isBelow(Math.max(largest, inUse()) - before, 12_000_000)
        }),
      120_000
    )
  }
})
