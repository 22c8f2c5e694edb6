import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import imagelabs from "@easel/provider-imagelabs"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { hasPostgres, startPostgres } from "../../../scripts/postgres.mjs"
import { easel, finished, start, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

const postgres = Effect.acquireRelease(Effect.promise(startPostgres), (server) =>
  Effect.promise(() => server.stop())
)

const secret = "hunter2"

/** PostgreSQL, a stand-in of the service, and a file with so many lines. */
const setUp = (lines: number) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { url } = yield* postgres
    const { env, server } = yield* standIn({ latency: "200 millis" }, imagelabs)
    const rows = Array.from({ length: lines }, (_, index) => `{"prompt":"A fox","seed":${index}}`)
    yield* Effect.promise(async () => {
      await mkdir(join(cwd, "elsewhere"))
      await writeFile(join(cwd, "foxes.jsonl"), rows.join("\n"))
    })
    const database = url.replace("easel@", `easel:${secret}@`)
    return {
      cwd,
      env: { ...env, EASEL_DATABASE: database },
      submissions: () => server.requests.filter(({ url }) => url.pathname === "/txt2img").length
    }
  })

const eventually = <A, E, R>(condition: Effect.Effect<A, E, R>, holds: (value: A) => boolean) =>
  condition.pipe(
    Effect.filterOrFail(holds, () => "not yet" as const),
    Effect.retry(Schedule.spaced("200 millis"))
  )

/** Ready when it has said its name. */
const worker = (options: Parameters<typeof start>[1]) =>
  Effect.gen(function* () {
    const child = start(["worker", "--json"], options)
    yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
    const end = yield* Effect.fork(finished(child))
    yield* Effect.async<void>((resume) => {
      child.stdout.once("data", () => resume(Effect.void))
    })
    return { child, end: Fiber.join(end) }
  })

const total = 40

describe.skipIf(!hasPostgres())("workers on PostgreSQL", () => {
  it.scopedLive(
    "share a batch, go on without the one that began it, and stop when they are told to",
    () =>
      Effect.gen(function* () {
        const { cwd, env, submissions } = yield* setUp(total)
        const there = yield* worker({ cwd: join(cwd, "elsewhere"), env })
        const run = start(["batch", "run", "foxes.jsonl"], { cwd, env })
        const runEnd = yield* Effect.fork(finished(run))
        yield* eventually(Effect.sync(submissions), (count) => count >= 6)
        run.kill("SIGINT")
        const left = yield* Fiber.join(runEnd)
        assert.strictEqual(left.code, 130, left.stderr)
        assert.match(left.stderr, /other workers go on with it; .*easel batch cancel foxes-/)

        const status = easel(["batch", "status", "--json"], { cwd, env })
        const end = yield* eventually(status, ({ stdout }) => stdout.includes(`"finished"`))
        const { counts } = JSON.parse(end.stdout)
        const pictures = yield* Effect.promise(() => readdir(join(cwd, "foxes")))
        assert.lengthOf(pictures, counts.done)
        assert.strictEqual(counts.done + (counts.unknown ?? 0), total, end.stdout)
        assert.isAtMost(submissions(), total)

        there.child.kill("SIGTERM")
        const stopped = yield* there.end
        assert.strictEqual(stopped.code, 0, stopped.stderr)
        assert.match(stopped.lines[0] ?? "", /^\{"_tag":"WorkerStarted","worker":"/)
        assert.match(stopped.stderr, /works on postgres:\/\/127[^]*^stopping/m)
        for (const { stderr, stdout } of [left, end, stopped]) {
          assert.notInclude(stdout + stderr, secret)
        }
      }),
    120_000
  )
})
