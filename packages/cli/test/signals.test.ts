import { once } from "node:events"
import { readdir } from "node:fs/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { easel, finished, start, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

/** Looks again and again until it is so; the test's own time limit is the end of it. */
const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("20 millis"))
  )

describe("leaving early", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it.scopedLive(`${signal} stops the job, leaves no file and exits with 130`, () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const { env, server } = yield* standIn({ latency: "1 minute" })
        const child = start(["generate", "A fox", "-o", "new/fox.png"], { cwd, env })
        const result = yield* Effect.fork(finished(child))
        yield* eventually(() => server.requests.some(({ method }) => method === "GET"))
        child.kill(signal)
        const run = yield* result
        assert.strictEqual(run.code, 130, run.stderr)
        assert.strictEqual(run.stdout, "")
        assert.deepStrictEqual(yield* Effect.promise(() => readdir(`${cwd}/new`)), [])
        yield* eventually(() => server.openSockets() === 0)
        assert.isTrue(server.requests.some(({ abandoned }) => abandoned))
      })
    )
  }

  it.scopedLive("a reader that goes away is no error, and the pictures are saved", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn()
      const child = start(["generate", "A fox", "--json", "-n", "4", "--seed", "1"], { cwd, env })
      child.stdout.once("data", () => child.stdout.destroy())
      const [code] = yield* Effect.promise(() => once(child, "exit"))
      assert.strictEqual(code, 0)
      assert.strictEqual((yield* Effect.promise(() => readdir(cwd))).length, 4)
    })
  )

  it.scopedLive("asks nothing when stdin is closed", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(["generate", "-"], { cwd, stdin: "" })
      assert.strictEqual(run.code, 2)
      assert.match(run.stderr, /prompt: is empty/)
    })
  )
})
