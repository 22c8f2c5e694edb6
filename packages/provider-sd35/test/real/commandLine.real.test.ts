/** The built command line against real Gradio servers of two version lines. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { Receipt } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { easel, temporaryFolder } from "../../../cli/test/easel.js"
import { versionLines } from "../../../provider-gradio/test/real/RealGradio.js"
import { realServer, test } from "./support.js"
import { webpSize } from "./webpSize.js"

const flags = "-p sd35 --width 512 --height 512 --steps 4 --seed 5".split(" ")
const generate = ["generate", "A fox", ...flags]

const LastLine = Schema.parseJson(
  Schema.Struct({ _tag: Schema.Literal("ImageResponse"), receipt: Receipt })
)

describe.each(versionLines)("Gradio %s", (line) => {
  const server = realServer(line, { seconds: 0.3 })
  const environment = (path = "") => ({ EASEL_SD35_BASE_URL: server().baseUrl + path })

  test("prints the path of the picture", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(generate, { cwd, env: environment() })
      assert.strictEqual(run.code, 0, run.stderr)
      assert.strictEqual(run.stdout, "a-fox-5.webp\n")
      const bytes = yield* Effect.promise(() => readFile(join(cwd, "a-fox-5.webp")))
      assert.deepStrictEqual(webpSize(bytes), { width: 512, height: 512 })
    }))

  test("prints the receipt with --json", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel([...generate, "--json"], { cwd, env: environment() })
      assert.strictEqual(run.code, 0, run.stderr)
      const { receipt } = yield* Schema.decodeUnknown(LastLine)(run.lines.at(-1))
      assert.include(receipt, { provider: "sd35", seed: 5 })
      assert.include(receipt.parameters, { width: 512, height: 512, steps: 4 })
      assert.match(receipt.jobId ?? "", /^[0-9a-f]{32}$/)
    }))

  test("ends with 3 when the server says no", () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const run = yield* easel(generate, { cwd, env: environment("/elsewhere") })
      assert.strictEqual(run.code, 3)
      assert.match(run.stderr, /no Gradio route/)
      assert.strictEqual(run.stdout, "")
    }))
})
