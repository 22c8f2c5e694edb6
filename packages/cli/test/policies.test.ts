import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { ImageEvent } from "@easel/core/ImageEvent"
import { Receipt } from "@easel/core/Receipt"
import imagelabs from "@easel/provider-imagelabs"
import type { RunningFake } from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { easel, type Result, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

const post = { method: "POST" }

const small = ["--width", "512", "--height", "512"]

/** A job that is given up is cancelled by a POST too. */
const submissions = ({ requests }: RunningFake) =>
  requests.filter(({ method, url }) => method === "POST" && !url.pathname.endsWith("/cancel"))
    .length

const tags = ({ lines }: Result) =>
  lines.map((line) => /^\{"_tag":"([A-Za-z]+)"/.exec(line)?.[1] ?? line)

const Last = Schema.parseJson(Schema.Struct({ receipt: Receipt }))
const receipt = ({ lines }: Result) => Schema.decodeSync(Last)(lines.at(-1) ?? "").receipt

describe("--fallback", () => {
  it.scopedLive("asks the next one, tells of it, and clears what was shown", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn({ faults: [Fault.status(post, 401)] })
      const args = ["generate", "A fox", "--seed", "3", "--json", ...small]
      const run = yield* easel([...args, "--fallback", "imagelabs,sketch"], {
        cwd,
        env: { ...env, EASEL_IMAGELABS_BASE_URL: "http://127.0.0.1:9" }
      })
      assert.strictEqual(run.code, 0, run.stderr)
      const restarts = run.lines.flatMap((line) => {
        const event = Schema.decodeUnknownEither(Schema.parseJson(ImageEvent))(line)
        return Either.isRight(event) && event.right._tag === "Restarted" ? [event.right] : []
      })
      assert.deepStrictEqual(
        restarts.map(({ cause, from, to }) => [
          from.replace(/:.*/, ""),
          cause._tag,
          to.replace(/:.*/, "")
        ]),
        [
          ["sd35", "ResponseError", "imagelabs"],
          ["imagelabs", "TransportError", "sketch"]
        ]
      )
      assert.strictEqual(receipt(run).provider, "sketch")
      assert.match(run.stderr, /failed: sd35:\S+: .+\n {2}again with imagelabs/)
      assert.notInclude(run.stderr, "starting over")
    })
  )

  it.scopedLive("takes the name of a model, and reports every cause when all fail", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn({ faults: [Fault.status(post, 402)] })
      const run = yield* easel(["generate", "A fox", "--fallback", "sdxl-turbo", "--json"], {
        cwd,
        env: { ...env, EASEL_IMAGELABS_BASE_URL: "http://127.0.0.1:9" }
      })
      assert.notStrictEqual(run.code, 0)
      assert.match(run.lines.at(-1) ?? "", /AllAttemptsFailed.*"Quota".*"Refused"/)
      assert.match(run.stderr, /every attempt failed/)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
    })
  )

  it.live("names near matches, and refuses an empty list", () =>
    Effect.gen(function* () {
      const run = yield* easel(["generate", "A fox", "--fallback", "sd35,sketsh"])
      assert.strictEqual(run.code, 2)
      assert.match(run.stderr, /"sketsh"\n {2}did you mean sketch/)
      for (const list of ["", "sketch,"]) {
        assert.strictEqual((yield* easel(["generate", "A fox", `--fallback=${list}`])).code, 2)
      }
    })
  )

  it.scopedLive("gives each attempt the time of --timeout", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const other = yield* standIn({}, imagelabs)
      const { env, server } = yield* standIn({ latency: "1 minute" })
      const flags = ["--timeout", "5s", "--fallback", "imagelabs"]
      const run = yield* easel(["generate", "A fox", ...flags], {
        cwd,
        env: { ...other.env, ...env }
      })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.match(run.stderr, /no picture within 5s\n {2}again with imagelabs/)
      assert.strictEqual(submissions(server), 1)
    })
  )
})

describe("--retries", () => {
  /** The door itself sends a refused submission three times. */
  const busy = { faults: [Fault.status({ ...post, times: 3 }, 503)] }

  const args = ["generate", "A fox", "--seed", "3", "--json"]

  it.scopedLive("starts over", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env, server } = yield* standIn(busy)
      const run = yield* easel([...args, "--retries", "1"], { cwd, env })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(submissions(server), 4)
      assert.strictEqual(tags(run)[0], "Restarted")
      assert.strictEqual(receipt(run).attempt, 2)
    })
  )

  for (const flags of [[], ["--retries", "0"]]) {
    it.scopedLive(`does not with ${flags.join(" ") || "no flag"}`, () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const { env, server } = yield* standIn(busy)
        const run = yield* easel([...args, ...flags], { cwd, env })
        assert.strictEqual(run.code, 3)
        assert.strictEqual(submissions(server), 3)
      })
    )
  }

  it.live("takes a whole number", () =>
    Effect.gen(function* () {
      for (const retries of ["-1", "101"]) {
        const run = yield* easel(["generate", "A fox", "--retries", retries])
        assert.strictEqual(run.code, 2)
        assert.match(run.stderr, /--retries takes a whole number from 0 to 100/)
      }
    })
  )
})

describe("--cache", () => {
  const args = ["generate", "--cache", "A fox", "--seed", "3", "--json"]

  it.scopedLive("gives a picture again without asking the service", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const home = join(cwd, "cache")
      const { env, server } = yield* standIn()
      const options = { cwd, env: { ...env, XDG_CACHE_HOME: home } }
      const first = yield* easel(args, options)
      assert.strictEqual(first.code, 0, first.stderr)
      const sent = server.requests.length
      const second = yield* easel(args, options)
      assert.strictEqual(second.code, 0, second.stderr)
      assert.strictEqual(server.requests.length, sent)
      assert.match(second.stderr, /from the cache: made \d{4}-/)
      assert.deepStrictEqual(receipt(second), receipt(first))
      const previews = (result: Result) => tags(result).filter((tag) => tag === "ImagePreview")
      assert.strictEqual(tags(second)[0], "Warning")
      assert.isAbove(previews(first).length, 0)
      assert.deepStrictEqual(previews(second), previews(first))
      assert.include(second.lines.at(-1) ?? "", "a-fox-3-2.png")
      const kept = yield* Effect.promise(() => readdir(join(home, "easel", "pictures")))
      assert.strictEqual(kept.length, 1)
    })
  )

  it.scopedLive("keeps the pictures of another address apart, and takes a folder", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const own = ["generate", "A fox", "--seed", "3", "--cache=kept"]
      for (const _ of [1, 2]) {
        const { env, server } = yield* standIn()
        const run = yield* easel(own, { cwd, env })
        assert.strictEqual(run.code, 0, run.stderr)
        assert.strictEqual(submissions(server), 1)
      }
      assert.strictEqual((yield* Effect.promise(() => readdir(join(cwd, "kept")))).length, 2)
    })
  )

  it.scopedLive("says that a picture without a seed is not kept", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const dry = yield* easel(["generate", "A fox", "--cache=kept", "--dry-run"], { cwd })
      assert.strictEqual(dry.code, 0, dry.stderr)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
      const run = yield* easel(["generate", "A fox", "--cache=kept", ...small], { cwd })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.match(run.stderr, /--cache keeps only pictures with a seed: give --seed/)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(join(cwd, "kept"))), [])
    })
  )

  it.scopedLive("refuses a folder that can't be used before anything is sent", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* Effect.promise(() => writeFile(join(cwd, "file"), ""))
      const { env, server } = yield* standIn()
      const run = yield* easel(["generate", "A fox", "--cache=file/inside"], { cwd, env })
      assert.strictEqual(run.code, 2)
      assert.match(run.stderr, /--cache: can't use the folder file\/inside/)
      assert.strictEqual(server.requests.length, 0)
    })
  )
})
