/** What is printed to be typed next, and reports whose name does not say what they are. */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as DatabasePlace from "../src/batch/DatabasePlace.js"
import { easel, temporaryFolder } from "./easel.js"

const commandFor = (database: string) =>
  Effect.map(DatabasePlace.choose(Option.some(database)), ({ commands }) => commands.of("list"))

describe("a command for a database on PostgreSQL", () => {
  const expected = {
    "postgres://easel@db.internal/easel":
      "easel batch list --database postgres://easel@db.internal/easel",
    "postgres://easel:hunter2@db.internal:6432/easel":
      'PGPASSWORD="$PGPASSWORD" easel batch list --database postgres://easel@db.internal:6432/easel',
    "postgres://db.internal/easel?password=hunter2&sslmode=require": `PGPASSWORD="$PGPASSWORD" easel batch list --database 'postgres://db.internal/easel?sslmode=require'`
  }
  for (const [database, command] of Object.entries(expected)) {
    it.effect(`leads to ${database.replace("hunter2", "…")} again`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* commandFor(database), command)
      })
    )
  }
})

it.scopedLive(
  "a report is not written when its name does not say what it is",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      for (const file of ["x.txt", "x", "x.html.bak"]) {
        const run = yield* easel(["batch", "report", "cats", "-o", file], { cwd })
        assert.strictEqual(run.code, 2, run.stderr)
        assert.include(run.stderr, `the name of ${file} does not say`)
        assert.match(run.stderr, /\.jsonl, \.csv or \.html/)
      }
      const named = ["--format", "csv", "-o", join(cwd, "x.txt")]
      const run = yield* easel(["batch", "report", "cats", ...named], { cwd })
      assert.include(run.stderr, "there are no batches")
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
    }),
  60_000
)
