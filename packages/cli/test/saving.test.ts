import { execFileSync } from "node:child_process"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { bin, easel, environment, temporaryFolder } from "./easel.js"

const files = (folder: string) =>
  Effect.promise(() => readdir(folder).then((names) => names.sort()))
const small = ["--width", "128", "--height", "128", "--seed", "1", "--quiet"]

describe("saving", () => {
  it.scopedLive("never overwrites, not even when five runs want the same name", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const runs = yield* Effect.all(
        Array.from({ length: 5 }, () =>
          easel(["generate", "A fox", "-o", "fox.png", ...small], { cwd })
        ),
        { concurrency: "unbounded" }
      )
      const names = ["fox-2.png", "fox-3.png", "fox-4.png", "fox-5.png", "fox.png"]
      assert.deepStrictEqual(runs.flatMap(({ lines }) => lines).sort(), names)
      assert.deepStrictEqual(yield* files(cwd), names)
    })
  )

  it.scopedLive("makes missing folders, fills in a template, and lets the bytes decide", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = (output: string) => easel(["generate", "A fox", "-o", output, ...small], { cwd })
      assert.strictEqual((yield* run("a/b/")).stdout, `${join("a", "b", "a-fox-1.png")}\n`)
      assert.strictEqual((yield* run("a")).stdout, `${join("a", "a-fox-1.png")}\n`)
      assert.strictEqual((yield* run("fox.jpg")).stdout, "fox.png\n")
      assert.strictEqual((yield* run("v1.2")).stdout, "v1.2.png\n")
      assert.strictEqual(
        (yield* run("{provider}/{n}_{seed}_{slug}.{ext}")).stdout,
        `${join("sketch", "1_1_a-fox.png")}\n`
      )
      const unknown = yield* run("{name}.png")
      assert.strictEqual(unknown.code, 2)
      assert.match(unknown.stderr, /\{slug\}/)
    })
  )

  it.scopedLive("says that the extension was changed", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(["generate", "A fox", "-o", "fox.jpg"], { cwd })
      assert.match(run.stderr, /image\/png: saving it as fox\.png/)
    })
  )

  it.scopedLive("writes the bytes to stdout with -o -", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const bytes = execFileSync(process.execPath, [bin, "generate", "A fox", "-o-", ...small], {
        cwd,
        env: environment()
      })
      const saved = yield* easel(["generate", "A fox", ...small], { cwd })
      const file = yield* Effect.promise(() => readFile(join(cwd, saved.lines[0] ?? "")))
      assert.strictEqual(bytes.subarray(1, 4).toString(), "PNG")
      assert.approximately(bytes.length, file.length, 20)
      const several = yield* easel(["generate", "A fox", "-o", "-", "-n", "2", ...small], { cwd })
      assert.strictEqual(several.code, 2)
      const json = yield* easel(["generate", "A fox", "-o", "-", "--json", ...small], { cwd })
      assert.strictEqual(json.code, 2)
    })
  )

  it.scopedLive("refuses a folder that takes no files, before anything is made", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* Effect.promise(() => writeFile(join(cwd, "file"), ""))
      const run = yield* easel(["generate", "A fox", "-o", "file/fox.png", ...small], { cwd })
      assert.strictEqual(run.code, 1)
      assert.match(run.stderr, /can't write file: /)
      assert.deepStrictEqual(yield* files(cwd), ["file"])
    })
  )

  it.scopedLive("leaves nothing behind when the disk is full", ({ skip }) =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const disk = join(cwd, "disk")
      yield* Effect.promise(() => mkdir(disk))
      const mounted = yield* Effect.acquireRelease(
        Effect.sync(() => mount(disk)),
        (mounted) => Effect.sync(() => mounted && unmount(disk))
      )
      if (!mounted) return skip("this machine lets nobody mount a small disk")
      const run = yield* easel(
        ["generate", "A fox", "-o", `${disk}/`, "--width", "1024", "--height", "1024"],
        { cwd }
      )
      assert.strictEqual(run.code, 1)
      assert.match(run.stderr, /can't write .*disk.*no space left/)
      assert.deepStrictEqual(yield* files(disk), [])
    })
  )
})

const tries = (command: string, args: ReadonlyArray<string>): boolean => {
  try {
    execFileSync(command, args, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const mount = (folder: string) =>
  process.platform === "linux" && tries("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder])

const unmount = (folder: string) => tries("umount", [folder])
