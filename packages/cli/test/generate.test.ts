import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { detect } from "@easel/core/MediaType"
import { Receipt } from "@easel/core/Receipt"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { easel, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

const files = (folder: string) =>
  Effect.promise(() => readdir(folder).then((names) => names.sort()))
const small = ["--width", "512", "--height", "512"]

const Line = Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const parse = (lines: ReadonlyArray<string>) => lines.map((line) => Schema.decodeSync(Line)(line))

describe("easel generate", () => {
  it.scopedLive("uses the offline drawing when nothing is configured, and says so", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(["generate", "A", "cat", "--seed", "42"], { cwd })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(run.stdout, "a-cat-42.png\n")
      assert.match(run.stderr, /easel providers/)
      assert.deepStrictEqual(yield* files(cwd), ["a-cat-42.png"])
      const bytes = yield* Effect.promise(() => readFile(join(cwd, "a-cat-42.png")))
      assert.strictEqual(detect(bytes), "image/png")
    })
  )

  it.scopedLive("is silent on stderr with --quiet", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(["generate", "--quiet", "on", "the", "road", ...small], { cwd })
      assert.strictEqual(run.stderr, "")
      assert.match(run.stdout, /^on-the-road-\d+\.png\n$/)
    })
  )

  it.scopedLive("sends every flag to the service", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env, server } = yield* standIn()
      const flags =
        "--negative-prompt dogs --width=640 --height 768 --seed 7 --steps 9 --guidance-scale 3.5"
      const run = yield* easel(
        ["generate", "A fox", ...flags.split(" "), "--set", "randomizeSeed=false", "-o", "out/"],
        { cwd, env }
      )
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(run.stdout, `${join("out", "a-fox-7.png")}\n`)
      const post = server.requests.find(({ method }) => method === "POST")
      assert.deepStrictEqual(Schema.decodeUnknownSync(Schema.parseJson())(post?.text), {
        data: ["A fox", "dogs", 7, false, 640, 768, 3.5, 9]
      })
    })
  )

  it.scopedLive("prints every event as JSON, without bytes, and the path", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn()
      const run = yield* easel(["generate", "A fox", "--json", "--seed", "3"], { cwd, env })
      assert.strictEqual(run.code, 0, run.stderr)
      const lines = parse(run.lines)
      const tags = lines.map(({ _tag }) => _tag)
      assert.include(tags, "ImagePreview")
      assert.strictEqual(tags.at(-1), "ImageResponse")
      assert.isBelow(Math.max(...run.lines.map((line) => line.length)), 2000)
      const last = lines.at(-1)
      const receipt = Schema.decodeUnknownSync(Receipt)(last?.["receipt"])
      assert.strictEqual(receipt.seed, 3)
      const Images = Schema.Tuple(Schema.Struct({ path: Schema.String, mediaType: Schema.String }))
      assert.deepStrictEqual(Schema.decodeUnknownSync(Images)(last?.["images"]), [
        { path: "a-fox-3.png", mediaType: "image/png" }
      ])
    })
  )

  it.scopedLive("splits a count over calls, with seeds that count up", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const args = ["generate", "A fox", "-n3", "--seed", "5", "--quiet", ...small]
      const run = yield* easel(args, { cwd })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.deepStrictEqual([...run.lines].sort(), ["a-fox-5.png", "a-fox-6.png", "a-fox-7.png"])
      assert.deepStrictEqual(yield* files(cwd), ["a-fox-5.png", "a-fox-6.png", "a-fox-7.png"])
    })
  )

  it.scopedLive("resolves and sends nothing with --dry-run", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env, server } = yield* standIn()
      const args = ["generate", "A fox", "--dry-run", "--aspect-ratio", "16:9"]
      const plain = yield* easel(args, { cwd, env })
      assert.strictEqual(plain.code, 0, plain.stderr)
      assert.match(plain.stdout, /^width +1024$/m)
      const run = yield* easel([...args, "--json", "-n", "2", "--seed", "1"], { cwd, env })
      const [line] = parse(run.lines)
      assert.strictEqual(run.lines.length, 1)
      const Requests = Schema.Array(Schema.Struct({ seed: Schema.Int, height: Schema.Int }))
      assert.deepStrictEqual(Schema.decodeUnknownSync(Requests)(line?.["requests"]), [
        { seed: 1, height: 576 },
        { seed: 2, height: 576 }
      ])
      assert.deepStrictEqual(yield* files(cwd), [])
      assert.strictEqual(server.requests.length, 0)
    })
  )

  it.scopedLive("finds a model by its alias alone", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn()
      const args = ["generate", "A fox", "-m", "sd-3.5", "--quiet", "--seed", "1"]
      const run = yield* easel(args, { cwd, env: { ...env, EASEL_PROVIDER: "sketch" } })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(run.stdout, "a-fox-1.png\n")
    })
  )

  it.scopedLive("lays --proxy and --timeout over the settings", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env, server } = yield* standIn({ latency: "300 millis" })
      const proxied = yield* easel(["generate", "A fox", "--proxy", "http://127.0.0.1:9"], {
        cwd,
        env
      })
      assert.strictEqual(proxied.code, 5)
      assert.strictEqual(server.requests.length, 0)
      const hasty = { ...env, EASEL_SD35_DEADLINE: "50 millis" }
      const late = yield* easel(["generate", "A fox"], { cwd, env: hasty })
      assert.strictEqual(late.code, 6)
      const patient = yield* easel(["generate", "A fox", "--timeout", "15s"], { cwd, env: hasty })
      assert.strictEqual(patient.code, 0, patient.stderr)
    })
  )

  it.scopedLive("reads the prompt from stdin and from a file", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const args = ["--quiet", "--seed", "1", ...small]
      const stdin = yield* easel(["generate", "-", ...args], { cwd, stdin: "A red fox\n" })
      assert.strictEqual(stdin.stdout, "a-red-fox-1.png\n", stdin.stderr)
      const file = yield* easel(["generate", "--file", "-", ...args], { cwd, stdin: "An owl\n" })
      assert.strictEqual(file.stdout, "an-owl-1.png\n", file.stderr)
      const none = yield* easel(["generate", ...args], { cwd, stdin: "ignored" })
      assert.strictEqual(none.code, 2)
      assert.match(none.stderr, /no prompt/)
    })
  )

  it.scopedLive("warns where a lenient request was changed", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env } = yield* standIn()
      const args = ["generate", "A fox", "--steps", "900"]
      const strict = yield* easel(args, { cwd, env })
      assert.strictEqual(strict.code, 2)
      assert.match(strict.stderr, /--steps: 900 is outside 1 to 50\n {2}try 50/)
      const lenient = yield* easel([...args, "--lenient"], { cwd, env })
      assert.strictEqual(lenient.code, 0, lenient.stderr)
      assert.match(lenient.stderr, /warning: .*50 is used/)
    })
  )
})
