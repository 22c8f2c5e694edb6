import { readFile } from "node:fs/promises"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { easel } from "./easel.js"

const Manifest = Schema.parseJson(Schema.Struct({ version: Schema.String }))
const manifest = new URL("../package.json", import.meta.url)

const commands = [
  "generate",
  "show",
  "reproduce",
  "providers",
  "models",
  "batch",
  "worker",
  "plugins",
  "serve",
  "mcp",
  "doctor",
  "sandbox"
]

describe("help and version", () => {
  it.live("say the version of the package", () =>
    Effect.gen(function* () {
      const { version } = Schema.decodeSync(Manifest)(
        yield* Effect.promise(() => readFile(manifest, "utf8"))
      )
      for (const flag of ["--version", "-v"]) {
        assert.strictEqual((yield* easel([flag])).stdout, `${version}\n`)
      }
    })
  )

  it.live("name every command, with and without --help", () =>
    Effect.gen(function* () {
      const run = yield* easel([])
      assert.strictEqual(run.code, 0)
      for (const command of commands) assert.include(run.stdout, `easel ${command}`)
      assert.strictEqual((yield* easel(["--help"])).stdout, run.stdout)
      assert.notInclude(run.stdout, "\x1b")
    })
  )

  it.live("list the flags of a command on stdout, a line each", () =>
    Effect.gen(function* () {
      const run = yield* easel(["generate", "a", "fox", "--help"])
      assert.strictEqual(run.code, 0)
      assert.match(run.stdout, /^easel generate \[flags\] <prompt>\.\.\.\n/)
      assert.match(run.stdout, /^ {2}-o, --output text +A file, a folder/m)
      assert.notInclude(run.stdout, "This setting is optional")
    })
  )

  it.live("of a group of commands names each of them, with and without --help", () =>
    Effect.gen(function* () {
      const group = yield* easel(["plugins"])
      assert.strictEqual(group.code, 0)
      for (const command of ["list", "add", "remove", "check"]) {
        assert.include(group.stdout, `easel plugins ${command}`)
      }
      assert.strictEqual((yield* easel(["plugins", "--help"])).stdout, group.stdout)
      const batch = yield* easel(["batch"])
      for (const command of ["run", "status", "list", "resume", "retry", "cancel", "report"]) {
        assert.include(batch.stdout, `easel batch ${command}`)
      }
      const below = yield* easel(["batch", "retry", "--help"])
      assert.match(below.stdout, /^easel batch retry \[flags\] <id>\n/)
      const one = yield* easel(["plugins", "add", "--help"])
      assert.match(one.stdout, /^easel plugins add \[flags\] <name\|path>\n/)
      assert.include(one.stdout, "--global")
    })
  )

  it.live("complete in every shell", () =>
    Effect.gen(function* () {
      for (const shell of ["bash", "zsh", "fish"]) {
        const run = yield* easel(["--completions", shell])
        assert.strictEqual(run.code, 0, shell)
        assert.include(run.stdout, "aspect-ratio", shell)
        assert.include(run.stdout, "global", shell)
      }
    })
  )
})
