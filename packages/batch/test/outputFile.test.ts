import { mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileOutput from "@easel/batch/FileOutput"
import { filesBelow, folder } from "./support/folders.js"

const bytes = new TextEncoder().encode("a picture")
const others = new TextEncoder().encode("a drawing")
const type = "image/png"

const opened = Effect.gen(function* () {
  const path = join(yield* folder, "made", "here")
  return { path, place: yield* FileOutput.open(path) }
})

describe("FileOutput", () => {
  it.scoped("makes the folder, leaves nothing in it, and keeps pictures in folders below", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      assert.deepStrictEqual(yield* filesBelow(path), [])
      const location = yield* place.put("cats/black/1.png", bytes, type)
      assert.strictEqual(location, join(path, "cats/black/1.png"))
      assert.deepStrictEqual(yield* place.get("cats/black/1.png"), bytes)
      assert.deepStrictEqual(yield* filesBelow(path), ["cats/black/1.png"])
    })
  )

  it.scoped("takes the same bytes again, and leaves other bytes alone", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const first = yield* place.put("1.png", bytes, type)
      assert.strictEqual(yield* place.put("1.png", bytes, type), first)
      const error = yield* Effect.flip(place.put("1.png", others, type))
      assert.strictEqual(error.reason, "Taken")
      assert.strictEqual(error.location, first)
      assert.deepStrictEqual(yield* place.get("1.png"), bytes)
      assert.deepStrictEqual(yield* filesBelow(path), ["1.png"])
    })
  )

  it.scoped("counts a folder and a link of the name as taken, and follows neither", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const outside = join(yield* folder, "outside.png")
      yield* Effect.promise(async () => {
        await mkdir(join(path, "1.png"))
        await writeFile(outside, bytes)
        await symlink(outside, join(path, "2.png"))
      })
      assert.strictEqual((yield* Effect.flip(place.put("1.png", bytes, type))).reason, "Taken")
      assert.strictEqual((yield* Effect.flip(place.put("2.png", bytes, type))).reason, "Taken")
      assert.strictEqual((yield* Effect.flip(place.get("2.png"))).reason, "Invalid")
    })
  )

  it.scoped("stays inside the folder, links to other places included", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const outside = yield* folder
      yield* Effect.promise(() => symlink(outside, join(path, "out")))
      const names = ["../1", "/1", "a//1", "a/./1", "a/", "", "..", "a\\1", "a\n1", "out/a/1"]
      for (const name of names) {
        const error = yield* Effect.flip(place.put(name, bytes, type))
        assert.strictEqual(error.reason, "Invalid", JSON.stringify(name))
      }
      assert.deepStrictEqual(yield* filesBelow(outside), [])
      assert.deepStrictEqual(yield* filesBelow(path), ["out"])
    })
  )

  it.scoped("goes through a link that stays inside, and opens a folder that is one", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const alias = join(yield* folder, "alias")
      yield* Effect.promise(async () => {
        await mkdir(join(path, "a"))
        await symlink("a", join(path, "b"))
        await symlink(path, alias)
      })
      yield* place.put("b/1.png", bytes, type)
      assert.deepStrictEqual(yield* place.get("a/1.png"), bytes)
      const other = yield* FileOutput.open(alias)
      assert.strictEqual(yield* other.put("a/1.png", bytes, type), join(path, "a/1.png"))
    })
  )

  it.scoped("is not given a file for a folder, and has no picture that is not there", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      yield* place.put("1.png", bytes, type)
      assert.strictEqual(
        (yield* Effect.flip(FileOutput.open(join(path, "1.png")))).reason,
        "Invalid"
      )
      assert.strictEqual(
        (yield* Effect.flip(FileOutput.open(join(path, "1.png", "deeper")))).reason,
        "Invalid"
      )
      assert.strictEqual((yield* Effect.flip(place.put("1.png/2", bytes, type))).reason, "Invalid")
      assert.strictEqual((yield* Effect.flip(place.get("2.png"))).reason, "Missing")
      assert.strictEqual(
        (yield* Effect.flip(place.put("x".repeat(300), bytes, type))).reason,
        "Invalid"
      )
    })
  )

  it.scoped("lets many put the same picture at one moment", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const other = yield* FileOutput.open(path)
      const large = new Uint8Array(1_000_000).fill(3)
      for (const round of ["a", "b", "c", "d", "e"]) {
        const puts = [place, other, place, other, place, other].map((at) =>
          at.put(`deep/${round}.png`, large, type)
        )
        const locations = yield* Effect.all(puts, { concurrency: "unbounded" })
        assert.strictEqual(new Set(locations).size, 1)
      }
      assert.deepStrictEqual(
        yield* filesBelow(path),
        ["a", "b", "c", "d", "e"].map((round) => `deep/${round}.png`)
      )
      assert.isTrue(
        Buffer.from(large).equals(yield* Effect.promise(() => readFile(join(path, "deep/a.png"))))
      )
    })
  )

  it.scoped("lets one of several with different bytes win, whole", () =>
    Effect.gen(function* () {
      const { path, place } = yield* opened
      const puts = [1, 2, 3, 4].map((value) =>
        Effect.either(place.put("1.png", new Uint8Array(500_000).fill(value), type))
      )
      const outcomes = yield* Effect.all(puts, { concurrency: "unbounded" })
      assert.strictEqual(outcomes.filter(({ _tag }) => _tag === "Right").length, 1)
      const kept = yield* place.get("1.png")
      assert.strictEqual(kept.length, 500_000)
      assert.isTrue(kept.every((byte) => byte === kept[0]))
      assert.deepStrictEqual(yield* filesBelow(path), ["1.png"])
    })
  )
})
