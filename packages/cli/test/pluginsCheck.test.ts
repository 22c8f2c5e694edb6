/** `easel plugins check`: the conformance kit, for plugins that are not in this repository. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./easel.js"
import { easelIn, lantern, naming, write } from "./foreignPlugin.js"

/** The kit waits for deadlines and closed sockets. */
const patience = 120_000

const badge = (line: string | undefined): unknown => JSON.parse(line ?? "")

it.scopedLive(
  "prints a graded report of the plugin in this folder, and ends with 0 for a good grade",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, {
        "package.json": { name: "easel-provider-lantern", type: "module", exports: "./lantern.js" },
        "lantern.js": lantern()
      })
      const { code, stderr, stdout } = yield* easelIn(cwd, ["plugins", "check", "."])
      assert.match(stdout, /^lantern 1\.2\.3, model lantern-1, contract 0\.1$/m)
      assert.match(stdout, /^ {2}ok {3}grammar\/one-response {2,}\S/m)
      assert.match(stdout, /^Grade [AB]: \d+ passed/m)
      assert.strictEqual(code, 0, stdout)
      assert.include(stderr, "checking lantern 1.2.3 against its stand-in")
    }),
  patience
)

it.scopedLive(
  "ends with 1 for a bad grade, as JSON too",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, {
        "lantern.js": lantern(),
        "dim.js": `
          import plugin from "./lantern.js"
          import { ImageModel } from "@easel/core"
          import { Effect } from "effect"
          export default {
            ...plugin,
            make: () => Effect.map(plugin.make(plugin.models[0]), (model) =>
              ImageModel.fromGenerate({ ...model, generate: () => Effect.dieMessage("dim") }))
          }`
      })
      const { code, lines } = yield* easelIn(cwd, ["plugins", "check", "--json", "./dim.js"])
      assert.strictEqual(code, 1)
      assert.strictEqual(lines.length, 1)
      assert.containSubset(badge(lines[0]), {
        plugin: "lantern",
        grade: "F",
        results: [{ id: "grammar/one-response", verdict: { _tag: "Failed" } }]
      })
    }),
  patience
)

it.scopedLive(
  "ends with 2 when there is nothing to check, or when it can't be loaded",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const none = yield* easelIn(cwd, ["plugins", "check"])
      assert.strictEqual(none.code, 2)
      assert.include(none.stderr, "easel plugins check .")
      const missing = yield* easelIn(cwd, ["plugins", "check", "easel-provider-lantern"])
      assert.strictEqual(missing.code, 2)
      assert.include(missing.stderr, "npm install easel-provider-lantern")
      yield* write(cwd, { ...naming("./gone.js") })
      const named = yield* easelIn(cwd, ["plugins", "check", "./gone.js"])
      assert.strictEqual(named.code, 2)
      assert.include(named.stderr, "there is no file")
    }),
  patience
)
