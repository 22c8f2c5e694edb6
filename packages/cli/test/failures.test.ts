import { readdir } from "node:fs/promises"
import { ImageError } from "@easel/core/ImageError"
import * as Fault from "@easel/testkit/Fault"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { easel, temporaryFolder } from "./easel.js"
import { standIn, type Options } from "./standIn.js"

const Last = Schema.parseJson(Schema.Struct({ _tag: Schema.Literal("Error"), error: ImageError }))

/** Runs against a stand-in; the last line of `--json` must decode by core's schema. */
const fails = (options: Options, ...flags: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env } = yield* standIn(options)
    const run = yield* easel(["generate", "A fox", "--json", ...flags], {
      cwd,
      env: { ...env, EASEL_SD35_API_KEY: "hf_secret_of_the_test" }
    })
    const { error } = Schema.decodeSync(Last)(run.lines.at(-1) ?? "")
    assert.notInclude(run.stdout + run.stderr, "hf_secret_of_the_test")
    assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
    assert.strictEqual(error.provider, "sd35")
    return { ...run, error }
  })

const post = { method: "POST" }

describe("exit codes", () => {
  it.scopedLive("3 when the service says no, and what to set", () =>
    Effect.gen(function* () {
      const run = yield* fails({ faults: [Fault.status(post, 401)] })
      assert.strictEqual(run.code, 3)
      assert.strictEqual(run.error._tag === "ResponseError" && run.error.reason, "Unauthorized")
      assert.match(run.stderr, /EASEL_SD35_API_KEY/)
      assert.match(run.stderr, /sd35 · /)
    })
  )

  it.scopedLive("4 when the answer can't be understood", () =>
    Effect.gen(function* () {
      const run = yield* fails({ faults: [Fault.status(post, 200, { hello: 1 })] })
      assert.strictEqual(run.code, 4)
      assert.strictEqual(run.error._tag, "ResponseParseError")
    })
  )

  it.scopedLive("5 when nobody answers", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const env = { EASEL_SD35_BASE_URL: "http://127.0.0.1:9", EASEL_PROVIDER: "sd35" }
      const run = yield* easel(["generate", "A fox"], { cwd, env })
      assert.strictEqual(run.code, 5)
      assert.match(run.stderr, /easel doctor/)
      assert.strictEqual(run.stdout, "")
    })
  )

  it.scopedLive("5 when the picture is gone", () =>
    Effect.gen(function* () {
      const run = yield* fails({ fault: "picture-gone" })
      assert.strictEqual(run.code, 5)
      assert.strictEqual(run.error._tag, "AssetError")
    })
  )

  it.scopedLive("6 when the time is up", () =>
    Effect.gen(function* () {
      const run = yield* fails({ latency: "1 minute" }, "--timeout", "200ms")
      assert.strictEqual(run.code, 6)
      assert.strictEqual(run.error._tag, "GenerationTimeout")
    })
  )

  it.scopedLive("7 when some of several failed, each with its number", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn({ faults: [Fault.status({ ...post, times: 1 }, 400)] })
      const args = ["generate", "A fox", "-n", "3", "--seed", "1", "--json"]
      const run = yield* easel(args, { cwd, env })
      assert.strictEqual(run.code, 7)
      assert.match(run.stderr, /1 of 3 generations failed/)
      const N = Schema.parseJson(Schema.Struct({ _tag: Schema.String, n: Schema.Int }))
      const lines = run.lines.map((line) => Schema.decodeSync(N)(line))
      assert.strictEqual(lines.at(-1)?._tag, "Error")
      assert.strictEqual(lines.filter(({ _tag }) => _tag === "ImageResponse").length, 2)
      assert.strictEqual((yield* Effect.promise(() => readdir(cwd))).length, 2)
    })
  )

  it.scopedLive("the first error's when all of several failed", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn({ faults: [Fault.status(post, 400)] })
      const run = yield* easel(["generate", "A fox", "-n", "2"], { cwd, env })
      assert.strictEqual(run.code, 3)
      assert.match(run.stderr, /2 of 2 generations failed/)
    })
  )

  const usage: ReadonlyArray<readonly [args: ReadonlyArray<string>, says: RegExp]> = [
    [["generate"], /there is no prompt/],
    [["generate", ""], /prompt: is empty/],
    [["generate", "x", "--widht", "4"], /there is no flag --widht/],
    [["generate", "x", "--width"], /--width needs a value/],
    [["generate", "x", "--width", "many"], /--width takes a whole number/],
    [["generate", "x", "--width", "10", "--height", "10"], /10x10 .*\n {2}try 64x64/],
    [["generate", "x", "--aspect-ratio", "7:4"], /--aspect-ratio takes one of 1:1,/],
    [["generate", "x", "--format", "gif"], /--format takes png, jpeg or webp/],
    [["generate", "x", "--set", "a"], /--set takes key=value/],
    [["generate", "x", "-p", "sd35", "--set", "no=1"], /--set no/],
    [["generate", "x", "--timeout", "soon"], /--timeout takes a length of time/],
    [["generate", "x", "--proxy", "nowhere"], /--proxy takes an address/],
    [["generate", "x", "-p", "sketsh"], /did you mean sketch\?/],
    [["generate", "x", "-m", "sd-3.6"], /did you mean sd-3\.5/],
    [["generate", "--file", "nothing"], /can't read nothing: no such file/],
    [["generate", "x", "--steps", "4"], /--steps: .* does not take it/],
    [["generat"], /generate/],
    [["show", "nothing.png"], /can't read nothing\.png/]
  ]
  for (const [args, says] of usage) {
    it.scopedLive(`2: easel ${args.join(" ")}`, () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const run = yield* easel(args, { cwd })
        assert.strictEqual(run.code, 2, run.stderr)
        assert.match(run.stderr, says)
        assert.strictEqual(run.stdout, "")
        assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), [])
      })
    )
  }

  it.scopedLive("2, with the variable's name, when a setting can't be read", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const env = { EASEL_SD35_BASE_URL: "nonsense", EASEL_PROVIDER: "sd35" }
      const run = yield* easel(["generate", "A fox", "--json"], { cwd, env })
      assert.strictEqual(run.code, 2)
      assert.match(run.stderr, /EASEL_SD35_BASE_URL/)
      assert.match(run.lines.at(-1) ?? "", /^\{"_tag":"Error","error":\{"_tag":"ConfigError"/)
    })
  )
})
