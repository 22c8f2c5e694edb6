import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileOutput from "@easel/batch/FileOutput"
import { filesBelow, folder, mounted } from "./support/folders.js"

const type = "image/png"
const isRoot = process.getuid?.() === 0
const child = fileURLToPath(new URL("./support/putOnce.mjs", import.meta.url))

const temporaryOf = async (path: string): Promise<string | undefined> =>
  (await readdir(path)).find((name) => name.startsWith(".easel-") && !name.includes("probe"))

/** Kills a program that writes while its temporary file has a part of the bytes. */
const killAtWriting = async (path: string, name: string, size: number): Promise<void> => {
  const writer = spawn(process.execPath, [child, path, name, String(size)], { stdio: "inherit" })
  const ended = once(writer, "exit")
  const isPartly = async () => {
    const temporary = await temporaryOf(path)
    if (temporary === undefined) return false
    const { size: written } = await stat(join(path, temporary)).catch(() => ({ size: 0 }))
    return written > 0 && written < size
  }
  while (writer.exitCode === null && !(await isPartly())) await setImmediate()
  writer.kill("SIGKILL")
  await ended
}

describe("FileOutput on a bad day", () => {
  it.scopedLive(
    "a program killed while it writes leaves no picture, and its file goes with the next try",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const size = 48 * 1024 * 1024
        let caught = 0
        for (let round = 0; round < 12 && caught < 2; round++) {
          const name = `${round}.png`
          yield* Effect.promise(() => killAtWriting(path, name, size))
          const left = yield* filesBelow(path)
          if (!left.includes(name) && left.some((file) => file.startsWith(".easel-"))) caught++
          const place = yield* FileOutput.open(path)
          yield* place.put(name, new Uint8Array(size).fill(7), type)
          const kept = yield* place.get(name)
          assert.strictEqual(kept.length, size)
          assert.isTrue(Buffer.from(kept).equals(Buffer.alloc(size, 7)))
        }
        assert.strictEqual(caught, 2)
        assert.isTrue((yield* filesBelow(path)).every((name) => /^\d+\.png$/.test(name)))
      }),
    120_000
  )

  it.scopedLive(
    "a full disk is `Full`, leaves nothing behind, and takes the picture later",
    (context) =>
      Effect.gen(function* () {
        const path = yield* mounted("size=512k")
        if (path === undefined) return context.skip("only root can mount a small file system")
        const place = yield* FileOutput.open(path)
        const error = yield* Effect.flip(place.put("a/1.png", new Uint8Array(1_000_000), type))
        assert.strictEqual(error.reason, "Full")
        assert.strictEqual(error.location, join(path, "a/1.png"))
        assert.deepStrictEqual(yield* filesBelow(path), [])
        yield* place.put("a/1.png", new Uint8Array(100_000), type)
        assert.deepStrictEqual(yield* filesBelow(path), ["a/1.png"])
      })
  )

  it.scopedLive("a disk that is full already is found before anything is paid", (context) =>
    Effect.gen(function* () {
      const path = yield* mounted("size=64k,nr_inodes=1")
      if (path === undefined) return context.skip("only root can mount a small file system")
      assert.strictEqual((yield* Effect.flip(FileOutput.open(path))).reason, "Full")
    })
  )

  it.scopedLive("a folder that can't be written is `Denied`", (context) =>
    Effect.gen(function* () {
      // Permissions don't hold root back.
      const path = isRoot ? yield* mounted("size=64k,ro") : yield* folder
      if (path === undefined) return context.skip("root that may not mount writes everywhere")
      if (!isRoot) yield* Effect.promise(() => chmod(path, 0o555))
      const error = yield* Effect.flip(FileOutput.open(path))
      assert.strictEqual(error.reason, "Denied")
      const below = yield* Effect.flip(FileOutput.open(join(path, "below")))
      assert.strictEqual(below.reason, "Denied")
    })
  )
})
