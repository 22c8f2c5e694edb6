import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import imagelabs from "@easel/provider-imagelabs"
import * as Fault from "@easel/testkit/Fault"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import { easel, finished, start, temporaryFolder } from "./easel.js"
import { type Options, standIn } from "./standIn.js"

/** Where the service takes orders. */
const orders = "/txt2img"

/** A folder with a file of so many lines, and a stand-in of the service. */
const setUp = (lines: number, options: Options = {}) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env, server } = yield* standIn(options, imagelabs)
    const rows = Array.from({ length: lines }, (_, index) => `fox ${index + 1},${index + 1}`)
    yield* Effect.promise(() =>
      writeFile(join(cwd, "foxes.csv"), ["animal,seed", ...rows].join("\n"))
    )
    const args = ["batch", "run", "foxes.csv", "--prompt", "A {animal}", "--name", "{animal}"]
    /** How often a picture was ordered. */
    const submissions = () => server.requests.filter(({ url }) => url.pathname === orders).length
    return { cwd, env, server, args: [...args, "--concurrency", "3"], submissions }
  })

const filesOf = (folder: string) =>
  Effect.promise(async () => (await readdir(folder)).filter((name) => !name.startsWith(".")).sort())

/** Looks again and again until it is so; the test's own time limit is the end of it. */
const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("20 millis"))
  )

/** Tags of lines of JSON. */
const tagsOf = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line) => /^\{"_tag":"(\w+)"/.exec(line)?.[1] ?? line)

const idIn = (text: string): string => /foxes-[0-9a-f]{8}/.exec(text)?.[0] ?? "no id"

describe("easel batch run", { timeout: 60_000 }, () => {
  it.scopedLive("makes a picture for every line, and does not make them again", () =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp(5)
      const run = yield* easel(args, { cwd, env })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.deepStrictEqual(run.lines, [join(cwd, "foxes")])
      assert.match(run.stderr, /^5 of 5 items in /m)
      const names = [1, 2, 3, 4, 5].map((number) => `fox ${number}.png`)
      assert.deepStrictEqual(yield* filesOf(join(cwd, "foxes")), names)
      const shown = yield* easel(["show", "foxes/fox 3.png", "--json"], { cwd })
      assert.deepInclude(JSON.parse(shown.stdout).receipt, { prompt: "A fox 3", seed: 3 })

      const again = yield* easel([...args, "--json"], { cwd, env })
      assert.strictEqual(again.code, 0, again.stderr)
      assert.include(again.stderr, "is there already, and goes on where it stood: 5 of 5 done")
      assert.deepStrictEqual(tagsOf(again.lines), ["BatchStarted", "BatchEnded"])
      assert.include(again.lines[0], `"isNew":false,"total":5`)
      assert.strictEqual(submissions(), 5)
    })
  )

  it.scopedLive("says what failed and why, and makes that once more", () =>
    Effect.gen(function* () {
      const { args, cwd, env, server, submissions } = yield* setUp(4)
      const body = { detail: "the prompt is not allowed" }
      server.addFault(Fault.status({ path: /txt2img/, skip: 1, times: 2 }, 422, body))
      const run = yield* easel(args, { cwd, env })
      assert.strictEqual(run.code, 7, run.stderr)
      assert.match(run.stderr, /^2 of 4 items in /m)
      assert.match(run.stderr, /^failed: 2\n {2}2 × ResponseError \w+: .*not allowed/m)
      const command = /try them again: easel (batch retry .*)/.exec(run.stderr)?.[1] ?? ""
      assert.include(run.stderr, "easel: 2 of 4 items have no picture")

      const retry = yield* easel(command.split(" "), { cwd, env })
      assert.strictEqual(retry.code, 0, retry.stderr)
      assert.include(retry.stderr, "2 items are tried again")
      assert.lengthOf(yield* filesOf(join(cwd, "foxes")), 4)
      assert.strictEqual(submissions(), 6)
    })
  )

  it.scopedLive("pauses when the budget is used up", () =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp(5)
      const run = yield* easel([...args, "--budget", "2", "--json"], { cwd, env })
      assert.strictEqual(run.code, 7, run.stderr)
      assert.strictEqual(submissions(), 2)
      assert.match(run.stderr, /^paused: .*budget/m)
      assert.match(run.stderr, /go on: the same command with a larger --budget/)
      const tags = tagsOf(run.lines)
      assert.strictEqual(tags[0], "BatchStarted")
      assert.include(tags, "BatchProgress")
      assert.deepStrictEqual(tags.slice(-2), ["BatchEnded", "Error"])
      assert.match(run.lines.at(-2) ?? "", /"state":"paused".*"counts":\{[^}]*"done":2/)
      const larger = yield* easel([...args, "--budget", "4"], { cwd, env })
      assert.strictEqual(larger.code, 7, larger.stderr)
      assert.strictEqual(submissions(), 4)
      const all = yield* easel(args, { cwd, env })
      assert.strictEqual(all.code, 0, all.stderr)
      assert.strictEqual(submissions(), 5)
    })
  )

  it.scopedLive("tells every mistake of the file with its line, and sends nothing", () =>
    Effect.gen(function* () {
      const { cwd, env, submissions } = yield* setUp(1)
      const lines = ["prompt,width,widht", "a cat,512,1", "a dog,big,1", "an owl,7,1"]
      yield* Effect.promise(() => writeFile(join(cwd, "bad.csv"), lines.join("\n")))
      for (const extra of [[], ["--dry-run"]]) {
        const run = yield* easel(["batch", "run", "bad.csv", ...extra], { cwd, env })
        assert.strictEqual(run.code, 2, run.stderr)
        assert.match(run.stderr, /bad\.csv.*widht/)
        assert.match(run.stderr, /nothing was sent/)
      }
      assert.deepStrictEqual(yield* filesOf(cwd), ["bad.csv", "foxes.csv"])
      assert.strictEqual(submissions(), 0)
    })
  )

  it.scopedLive("shows with --dry-run what would be sent", () =>
    Effect.gen(function* () {
      const { args, cwd, env, server } = yield* setUp(5)
      const run = yield* easel([...args, "--dry-run", "--json", "--width", "512"], { cwd, env })
      assert.strictEqual(run.code, 0, run.stderr)
      const plan = JSON.parse(run.stdout)
      assert.deepInclude(plan, { _tag: "DryRun", total: 5, output: join(cwd, "foxes") })
      assert.deepInclude(plan.requests[0], {
        name: "fox 1",
        line: 2,
        prompt: "A fox 1",
        width: 512,
        seed: 1
      })
      const text = yield* easel([...args, "--dry-run"], { cwd, env })
      assert.match(text.stdout, /^foxes-\w+: 5 items by imagelabs:sdxl-turbo, into /)
      assert.include(text.stdout, "and 2 more")
      assert.lengthOf(server.requests, 0)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), ["foxes.csv"])
    })
  )

  it.scopedLive("reads lines from stdin, and needs a place that takes files", () =>
    Effect.gen(function* () {
      const { cwd, env, submissions } = yield* setUp(1)
      const stdin = `{"prompt":"A fox","name":"one"}\n`
      const args = ["batch", "run", "-", "--format", "jsonl", "--out"]
      const refused = yield* easel([...args, "foxes.csv/x"], { cwd, env, stdin })
      assert.strictEqual(refused.code, 5, refused.stderr)
      assert.match(refused.stderr, /choose another place/)
      assert.strictEqual(submissions(), 0)
      const run = yield* easel([...args, "out"], { cwd, env, stdin })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.deepStrictEqual(yield* filesOf(join(cwd, "out")), ["one.png"])
    })
  )
})

describe("a batch that is left early", { timeout: 60_000 }, () => {
  it.scopedLive("goes on where it stood after Ctrl-C", () =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp(9, { latency: "300 millis" })
      const child = start(args, { cwd, env })
      const end = yield* Effect.fork(finished(child))
      yield* eventually(() => submissions() >= 4)
      child.kill("SIGINT")
      const run = yield* Fiber.join(end)
      assert.strictEqual(run.code, 130, run.stderr)
      assert.match(run.stderr, /^stopping/m)
      const command = /go on with: easel (batch resume .*)/.exec(run.stderr)?.[1] ?? ""
      const resumed = yield* easel(command.split(" "), { cwd, env })
      assert.strictEqual(resumed.code, 0, resumed.stderr)
      assert.lengthOf(yield* filesOf(join(cwd, "foxes")), 9)
      assert.strictEqual(submissions(), 9)
    })
  )

  it.scopedLive("loses nothing when it is killed, and pays nothing twice", () =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp(9, { latency: "300 millis" })
      const child = start(args, { cwd, env })
      const end = yield* Effect.fork(finished(child))
      yield* eventually(() => submissions() >= 4)
      child.kill("SIGKILL")
      yield* Fiber.join(end)
      const again = yield* easel(args, { cwd, env })
      const unknown = Number(/^unknown: (\d+)/m.exec(again.stderr)?.[1] ?? 0)
      assert.strictEqual(again.code, unknown === 0 ? 0 : 7, again.stderr)
      assert.lengthOf(yield* filesOf(join(cwd, "foxes")), 9 - unknown)
      assert.isAtMost(submissions(), 9)
      if (unknown > 0) assert.match(again.stderr, /easel batch retry foxes-\w+ --unknown/)
    })
  )
})

describe("a batch that can't go on", { timeout: 60_000 }, () => {
  /** One of three has failed, the jobs of the others are left at the service. */
  const leftEarly = Effect.gen(function* () {
    const set = yield* setUp(3, { latency: "4 seconds" })
    const { args, cwd, env, server } = set
    server.addFault(Fault.status({ path: /txt2img/, times: 1 }, 422, { detail: "no" }))
    const child = start([...args, "--budget", "3"], { cwd, env })
    const end = yield* Effect.fork(finished(child))
    const status = yield* easel(["batch", "status"], { cwd, env }).pipe(
      Effect.filterOrFail(({ stdout }) => /1 failed, 2 under way/.test(stdout)),
      Effect.retry(Schedule.spaced("50 millis"))
    )
    child.kill("SIGINT")
    assert.strictEqual((yield* Fiber.join(end)).code, 130)
    return { ...set, id: idIn(status.stdout) }
  })

  it.scopedLive("ends with what is to be done, and goes on when that is done", () =>
    Effect.gen(function* () {
      const { cwd, env, id, submissions } = yield* leftEarly
      const [folder, aside] = [join(cwd, "foxes"), join(cwd, "aside")]
      yield* Effect.promise(() => rename(folder, aside))
      yield* Effect.promise(() => writeFile(folder, "in the way"))
      const stuck = yield* easel(["batch", "resume", id], { cwd, env })
      assert.strictEqual(stuck.code, 7, stuck.stderr)
      assert.match(stuck.stderr, /^paused: .*foxes: there is a file of that name\n.*go on: /m)
      yield* Effect.promise(() => rm(folder))
      yield* Effect.promise(() => rename(aside, folder))
      const resumed = yield* easel(["batch", "resume", id], { cwd, env })
      assert.strictEqual(resumed.code, 7, resumed.stderr)
      assert.lengthOf(yield* filesOf(folder), 2)
      assert.strictEqual(submissions(), 3)
    })
  )

  it.scopedLive("follows what is paid, although the budget is used up", () =>
    Effect.gen(function* () {
      const { cwd, env, id, submissions } = yield* leftEarly
      const retry = yield* easel(["batch", "retry", id], { cwd, env })
      assert.strictEqual(retry.code, 7, retry.stderr)
      assert.match(retry.stderr, /^paused: .*budget/m)
      assert.lengthOf(yield* filesOf(join(cwd, "foxes")), 2)
      assert.strictEqual(submissions(), 3)
    })
  )
})

describe("a batch at work", { timeout: 60_000 }, () => {
  it.scopedLive("is watched and cancelled from elsewhere, and not begun twice", () =>
    Effect.gen(function* () {
      const { args, cwd, env, submissions } = yield* setUp(50, { latency: "200 millis" })
      const child = start(args, { cwd, env })
      const end = yield* Effect.fork(finished(child))
      yield* eventually(() => submissions() >= 4)

      const second = yield* easel(args, { cwd, env })
      assert.strictEqual(second.code, 5, second.stderr)
      assert.include(second.stderr, `process ${child.pid}`)
      assert.match(second.stderr, /easel batch status/)

      const status = yield* easel(["batch", "status"], { cwd, env })
      assert.strictEqual(status.code, 0, status.stderr)
      assert.match(status.stdout, /state +active/)
      const list = yield* easel(["batch", "list", "--json"], { cwd, env })
      assert.match(list.stdout, /^\{"_tag":"Batch","id":"foxes-.*"total":50/)

      const cancel = yield* easel(["batch", "cancel", idIn(status.stdout)], { cwd, env })
      assert.strictEqual(cancel.code, 0, cancel.stderr)
      const run = yield* Fiber.join(end)
      assert.strictEqual(run.code, 7, run.stderr)
      assert.match(run.stderr, /^cancelled: \d+\n.*easel batch retry foxes-\w+ --cancelled/m)
      assert.isBelow(submissions(), 50)
    })
  )
})

describe("what is kept of a batch", { timeout: 60_000 }, () => {
  it.scopedLive("is reported as lines, as a table and as a page", () =>
    Effect.gen(function* () {
      const { args, cwd, env } = yield* setUp(2)
      const id = idIn((yield* easel(args, { cwd, env })).stderr)
      const cancel = yield* easel(["batch", "cancel", id], { cwd, env })
      assert.include(cancel.stderr, `${id} has ended already: 2 done`)
      const lines = yield* easel(["batch", "report", id], { cwd, env })
      assert.strictEqual(lines.code, 0, lines.stderr)
      assert.deepStrictEqual(
        lines.lines.map((line) => JSON.parse(line)).map(({ name, state }) => [name, state]),
        [
          ["fox 1", "done"],
          ["fox 2", "done"]
        ]
      )
      for (const file of ["a.csv", "pages/a.html"]) {
        const run = yield* easel(["batch", "report", id, "-o", file], { cwd, env })
        assert.deepStrictEqual(run.lines, [file], run.stderr)
      }
      const read = (file: string) => Effect.promise(() => readFile(join(cwd, file), "utf8"))
      assert.include(yield* read("a.csv"), "fox 2")
      assert.include(yield* read("pages/a.html"), "../foxes/fox%202.png")
    })
  )

  it.scopedLive("has to be there, and keeps passwords to itself", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      for (const command of [["status"], ["list"], ["resume", "x"], ["report", "x"]]) {
        const run = yield* easel(["batch", ...command], { cwd })
        assert.strictEqual(run.code, 2, run.stderr)
        assert.match(run.stderr, /there are no batches: .*batches\.db is not there/)
      }
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
      const url = "postgres://me:hunter2@127.0.0.1:1/easel?password=hunter2"
      for (const args of [["batch", "list"], ["worker"]]) {
        const run = yield* easel(args, { cwd, env: { EASEL_DATABASE: url, EASEL_DEBUG: "1" } })
        assert.strictEqual(run.code, 5, run.stderr)
        assert.include(run.stderr, "postgres://127.0.0.1:1/easel")
        assert.notInclude(run.stderr + run.stdout, "hunter2")
      }
      const bare = yield* easel(["batch", "run"], { cwd })
      assert.strictEqual(bare.code, 2, bare.stderr)
      assert.include(bare.stderr, "see: easel --help, easel batch run --help")
      const worker = yield* easel(["worker", "--database", "x.db"], { cwd })
      assert.strictEqual(worker.code, 2, worker.stderr)
      assert.match(worker.stderr, /workers share a database on PostgreSQL/)
    })
  )
})
