import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Png from "@easel/core/Png"
import { Receipt } from "@easel/core/Receipt"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { easel, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

const small = ["--width", "128", "--height", "96", "--quiet"]
const Shown = Schema.parseJson(Schema.Struct({ path: Schema.String, receipt: Receipt }))

/** A picture with a text chunk of somebody else's. */
const withText = (folder: string, name: string, text: string) =>
  Effect.gen(function* () {
    const plain = yield* easel(["generate", "x", "-o", "plain", "--no-metadata", ...small], {
      cwd: folder
    })
    const bytes = yield* Effect.promise(() => readFile(join(folder, plain.lines[0] ?? "")))
    const data = Buffer.from(`parameters\0${text}`, "latin1")
    const inscribed = Png.insertAfterHeader(bytes, [{ type: "tEXt", data }])
    yield* Effect.promise(() => writeFile(join(folder, name), inscribed))
  })

describe("easel show", () => {
  it.scopedLive("reads the receipt back", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* easel(["generate", "A fox", "--seed", "9", "-o", "fox.png", ...small], { cwd })
      const people = yield* easel(["show", "fox.png"], { cwd })
      assert.strictEqual(people.code, 0, people.stderr)
      assert.match(people.stdout, /prompt +A fox\n/)
      assert.match(people.stdout, /size +128x96\n/)
      assert.match(people.stdout, /seed +9\n/)
      const json = yield* easel(["show", "fox.png", "--json"], { cwd })
      const { path, receipt } = Schema.decodeSync(Shown)(json.stdout)
      assert.strictEqual(path, "fox.png")
      assert.strictEqual(receipt.prompt, "A fox")
    })
  )

  it.scopedLive("prints the text of other tools, without what a terminal would obey", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* withText(cwd, "other.png", "a \x1b[31mred\x07 cat\nSteps: 20, Seed: 1")
      const run = yield* easel(["show", "other.png"], { cwd })
      assert.strictEqual(run.stdout, "a [31mred cat\nSteps: 20, Seed: 1\n")
      const again = yield* easel(["reproduce", "other.png"], { cwd })
      assert.strictEqual(again.code, 2)
      assert.match(again.stderr, /was not made by Easel/)
    })
  )

  it.scopedLive("says why there is nothing to show", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* Effect.promise(() => writeFile(join(cwd, "text.png"), "no picture"))
      yield* easel(["generate", "x", "-o", "bare", "--no-metadata", ...small], { cwd })
      const expected: ReadonlyArray<readonly [string, RegExp]> = [
        ["missing.png", /can't read missing\.png: no such file/],
        ["text.png", /text\.png is no picture/],
        ["bare.png", /no receipt in bare\.png/],
        [".", /it is a folder/]
      ]
      for (const [file, says] of expected) {
        const run = yield* easel(["show", file], { cwd })
        assert.strictEqual(run.code, 2, file)
        assert.match(run.stderr, says)
      }
    })
  )
})

describe("easel reproduce", () => {
  it.scopedLive("makes the same pixels again", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* easel(["generate", "A fox", "--seed", "9", "-o", "fox.png", ...small], { cwd })
      const run = yield* easel(["reproduce", "fox.png"], { cwd })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(run.stdout, "a-fox-9.png\n")
      assert.match(run.stderr, /pixels are byte for byte those of fox\.png/)
      const json = yield* easel(["reproduce", "fox.png", "--json", "-o", "b.png"], { cwd })
      assert.match(json.lines.at(-1) ?? "", /"identical":true/)
    })
  )

  it.scopedLive("tells when the pixels differ, and when the seed was unknown", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* easel(["generate", "A fox", "--seed", "9", "-o", "fox.png", ...small], { cwd })
      const bytes = yield* Effect.promise(() => readFile(join(cwd, "fox.png")))
      const chunks = Array.from(Png.chunks(bytes), (chunk) =>
        chunk.type === "iTXt"
          ? {
              type: chunk.type,
              data: Buffer.from(
                Buffer.from(chunk.data).toString("utf8").replace('"seed":9', '"seed":"unknown"')
              )
            }
          : chunk
      )
      yield* Effect.promise(() => writeFile(join(cwd, "fox.png"), Png.encode(chunks)))
      const run = yield* easel(["reproduce", "fox.png"], { cwd })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.match(run.stderr, /seed is unknown/)
      assert.match(run.stderr, /pixels differ from those of fox\.png/)
    })
  )

  it.scopedLive("asks the provider of the receipt, whatever is the default", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const { env, server } = yield* standIn()
      yield* easel(["generate", "A fox", "--seed", "2", "-o", "fox.png"], { cwd, env })
      const run = yield* easel(["reproduce", "fox.png"], {
        cwd,
        env: { ...env, EASEL_PROVIDER: "sketch" }
      })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.match(run.stderr, /byte for byte/)
      assert.strictEqual(server.requests.filter(({ method }) => method === "POST").length, 2)
    })
  )
})
