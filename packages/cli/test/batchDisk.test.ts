/** A batch whose pictures, or whose database, find no room. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import imagelabs from "@easel/provider-imagelabs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { filledUp, mountedAt, noMounts, remount } from "../../batch/test/support/disk.js"
import { filesBelow } from "../../batch/test/support/folders.js"
import { easel, finished, start, temporaryFolder } from "./easel.js"
import { type Options, standIn } from "./standIn.js"

const items = 30

const setUp = (options: Options = {}) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env, server } = yield* standIn(options, imagelabs)
    const rows = Array.from({ length: items }, (_, index) =>
      JSON.stringify({ prompt: "A fox", name: `fox-${index + 1}`, width: 64, height: 64 })
    )
    yield* Effect.promise(() => writeFile(join(cwd, "foxes.jsonl"), rows.join("\n")))
    const submissions = () =>
      server.requests.filter(({ url }) => url.pathname === "/txt2img").length
    return { cwd, env, submissions, args: ["batch", "run", "foxes.jsonl", "--out", "out"] }
  })

const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("50 millis"))
  )

describe("easel batch run on a disk that is full", { timeout: 120_000 }, () => {
  it.scopedLive("says why it stands still, stops when it is told to, and goes on", (context) =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp()
      const out = join(cwd, "out")
      if (!(yield* mountedAt(out, "size=40k"))) return context.skip(noMounts)
      const child = start(args, { cwd, env })
      yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
      let told = ""
      child.stderr.on("data", (chunk: Buffer) => (told += String(chunk)))
      const end = yield* Effect.fork(finished(child))
      yield* eventually(() => /active: .*out\/fox-\d+\.png: no space left/.test(told))
      child.kill("SIGINT")
      const stopped = yield* Fiber.join(end)
      assert.strictEqual(stopped.code, 130, stopped.stderr)
      assert.match(stopped.stderr, /go on with: easel batch resume foxes-/)
      assert.isBelow((yield* filesBelow(out)).length, items)
      yield* remount(out, "size=4m")
      const run = yield* easel(args, { cwd, env })
      assert.strictEqual(run.code, 0, run.stderr)
      const names = Array.from({ length: items }, (_, index) => `fox-${index + 1}.png`)
      assert.deepStrictEqual(yield* filesBelow(out), names.sort())
      assert.strictEqual(submissions(), items)
    })
  )

  it.scopedLive(
    "is refused before anything is sent when there is no room from the beginning",
    (context) =>
      Effect.gen(function* () {
        const { args, cwd, env, submissions } = yield* setUp()
        if (!(yield* mountedAt(join(cwd, "out"), "size=4m,nr_inodes=1")))
          return context.skip(noMounts)
        const run = yield* easel(args, { cwd, env })
        assert.strictEqual(run.code, 5, run.stderr)
        assert.match(run.stderr, /out: no space left on the device/)
        assert.strictEqual(submissions(), 0)
      })
  )

  it.scopedLive(
    "ends with 5 when its database finds no room, and the same command goes on",
    (context) =>
      Effect.gen(function* () {
        const { args, cwd, env, submissions } = yield* setUp({ latency: "300 millis" })
        if (!(yield* mountedAt(join(cwd, ".easel"), "size=8m"))) return context.skip(noMounts)
        const slowly = [...args, "--concurrency", "2"]
        const child = start(slowly, { cwd, env })
        yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
        const end = yield* Effect.fork(finished(child))
        yield* eventually(() => submissions() >= 4)
        const makeRoom = yield* filledUp(join(cwd, ".easel"))
        const stopped = yield* Fiber.join(end)
        assert.strictEqual(stopped.code, 5, stopped.stderr)
        assert.match(stopped.stderr, /batches\.db: .*full/)
        const before = submissions()
        assert.isBelow(before, items)
        yield* makeRoom
        const run = yield* easel(slowly, { cwd, env })
        const unknown = Number(/^unknown: (\d+)/m.exec(run.stderr)?.[1] ?? 0)
        assert.isAtMost(unknown, 2)
        assert.strictEqual(run.code, unknown === 0 ? 0 : 7, run.stderr)
        assert.lengthOf(yield* filesBelow(join(cwd, "out")), items - unknown)
        assert.strictEqual(submissions(), items)
      })
  )
})
