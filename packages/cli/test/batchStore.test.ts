/** A batch whose pictures go to an object store. */
import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import imagelabs from "@easel/provider-imagelabs"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { failure, standInStore } from "../../batch/test/support/standInStore.js"
import { easel, finished, start, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

const secret = "SECRETEXAMPLE"

/** A store, a service, and a file with so many lines. */
const setUp = (lines: number) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const store = standInStore(true)
    const fake = yield* FakeServer.start(store)
    const { env, server } = yield* standIn({}, imagelabs)
    const rows = Array.from({ length: lines }, (_, index) =>
      JSON.stringify({ prompt: "A fox", name: `foxes/${index + 1}`, width: 64, height: 64 })
    )
    yield* Effect.promise(() => writeFile(join(cwd, "foxes.jsonl"), rows.join("\n")))
    return {
      store,
      fake,
      options: {
        cwd,
        env: {
          ...env,
          AWS_ACCESS_KEY_ID: "AKEXAMPLE",
          AWS_SECRET_ACCESS_KEY: secret,
          AWS_ENDPOINT_URL_S3: fake.baseUrl
        }
      },
      args: ["batch", "run", "foxes.jsonl", "--out", "s3://pictures/run"],
      objects: Array.from({ length: lines }, (_, index) => `/pictures/run/foxes/${index + 1}.png`),
      submissions: () => server.requests.filter(({ url }) => url.pathname === "/txt2img").length
    }
  })

describe("easel batch run --out s3://…", { timeout: 90_000 }, () => {
  it.scopedLive("puts every picture there, tells where, and puts none again", () =>
    Effect.gen(function* () {
      const { args, fake, objects, options, store, submissions } = yield* setUp(4)
      const run = yield* easel(args, options)
      assert.strictEqual(run.code, 0, run.stderr)
      assert.deepStrictEqual(run.lines, ["s3://pictures/run"])
      assert.deepStrictEqual([...store.objects.keys()].sort(), objects)
      const report = yield* easel(["batch", "report", idIn(run.stderr)], options)
      assert.include(report.stdout, `"location":"s3://pictures/run/foxes/3.png"`)
      const puts = fake.requests.filter(({ method }) => method === "PUT").length
      const again = yield* easel(args, options)
      assert.strictEqual(again.code, 0, again.stderr)
      assert.strictEqual(fake.requests.filter(({ method }) => method === "PUT").length, puts + 2)
      assert.strictEqual(submissions(), 4)
      for (const { stderr, stdout } of [run, report, again]) {
        assert.notInclude(stdout + stderr, secret)
      }
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(options.cwd)), [
        ".easel",
        "foxes.jsonl"
      ])
    })
  )

  it.scopedLive("sends nothing when the store lets nobody in, and says so without a key", () =>
    Effect.gen(function* () {
      const { args, fake, options, submissions } = yield* setUp(2)
      fake.addFault(Fault.reply({ method: "PUT" }, failure(403, "AccessDenied")))
      const run = yield* easel([...args, "--json"], options)
      assert.strictEqual(run.code, 5, run.stderr)
      assert.match(run.stderr, /s3:\/\/pictures\/run.*AccessDenied/s)
      assert.match(run.stdout, /^\{"_tag":"Error","error":\{.*"Denied".*"_tag":"OutputError"/)
      assert.notMatch(run.stdout + run.stderr, /AKEXAMPLE|SECRETEXAMPLE/)
      assert.strictEqual(submissions(), 0)
      const { AWS_SECRET_ACCESS_KEY: _, ...env } = options.env
      const keyless = yield* easel(args, { ...options, env })
      assert.strictEqual(keyless.code, 5, keyless.stderr)
      assert.include(keyless.stderr, "AWS_SECRET_ACCESS_KEY")
      assert.strictEqual(submissions(), 0)
    })
  )

  it.scopedLive("waits for a store that is full, says why, and pays nothing twice", () =>
    Effect.gen(function* () {
      const { args, fake, objects, options, store, submissions } = yield* setUp(6)
      let isFull = true
      const full = Fault.reply(
        { method: "PUT", path: /[3-6]\.png$/ },
        failure(507, "XMinioStorageFull")
      )
      fake.addFault({ ...full, matches: (request) => isFull && full.matches(request) })
      const child = start([...args, "--concurrency", "2", "--json"], options)
      yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
      const end = yield* Effect.fork(finished(child))
      const status = yield* easel(["batch", "status"], options).pipe(
        Effect.filterOrFail(({ stdout }) => /state +active: [^]*XMinioStorageFull/.test(stdout)),
        Effect.retry(Schedule.spaced("200 millis"))
      )
      assert.notMatch(status.stdout, /AKEXAMPLE|SECRETEXAMPLE/)
      assert.isAtMost(submissions(), 4)
      isFull = false
      const run = yield* Fiber.join(end)
      assert.strictEqual(run.code, 0, run.stderr)
      assert.match(run.stdout, /"_tag":"BatchProgress".*"reason":"[^"]*XMinioStorageFull/)
      assert.deepStrictEqual([...store.objects.keys()].sort(), objects)
      assert.strictEqual(submissions(), 6)
    })
  )
})

const idIn = (text: string): string => /foxes-[0-9a-f]{8}/.exec(text)?.[0] ?? "no id"
