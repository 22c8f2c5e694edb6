import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Report from "@easel/testkit/Report"

const vitest = createRequire(import.meta.url).resolve("vitest/vitest.mjs")
const root = fileURLToPath(new URL("./adaptor", import.meta.url))

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "easel-adaptor-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

interface Ended {
  readonly code: number
  readonly output: string
}

/** Runs the fixture in a vitest of its own. */
const run = (report: string, ...args: ReadonlyArray<string>) =>
  Effect.async<Ended>((resume) => {
    const child = execFile(
      process.execPath,
      [vitest, "run", "--root", root, "--reporter=verbose", "--no-color", ...args],
      { env: { ...process.env, ADAPTOR_REPORT: report } },
      (_, stdout, stderr) =>
        resume(Effect.succeed({ code: child.exitCode ?? -1, output: stdout + stderr }))
    )
    return Effect.sync(() => child.kill())
  })

describe("the vitest adaptor", () => {
  it.scopedLive(
    "makes a test of each check, says why one is skipped, and writes the report",
    () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "report.json")
        const { code, output } = yield* run(path)
        assert.strictEqual(code, 1, output)
        assert.match(output, /× .*Lantern: conformance > contract\/identity: /)
        assert.match(output, /✓ .*Lantern: conformance > contract\/settings: /)
        assert.match(output, /↓ .*grammar\/gives: .*\(skipped: not of interest here\)/)
        assert.include(output, 'id "my lantern": expected lower-case letters')
        const report = yield* Schema.decode(Report.ReportFromJson)(
          yield* Effect.promise(() => readFile(path, "utf8"))
        )
        assert.strictEqual(report.grade, "C")
        const tags = new Set(report.results.map(({ verdict }) => verdict._tag))
        assert.deepStrictEqual(tags, new Set(["Passed", "Failed", "Skipped"]))
      }),
    120_000
  )

  it.scopedLive(
    "writes no report of a part",
    () =>
      Effect.gen(function* () {
        const path = join(yield* folder, "report.txt")
        const { code, output } = yield* run(path, "-t", "contract/settings")
        assert.strictEqual(code, 0, output)
        assert.strictEqual(yield* Effect.promise(() => readFile(path, "utf8")), "")
      }),
    120_000
  )
})
