/** Plugins of others: found, loaded, used. */
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { bin, temporaryFolder } from "./easel.js"
import {
  patience,
  easelIn,
  lantern,
  naming,
  offline,
  packageOf,
  providersIn,
  write
} from "./foreignPlugin.js"
import { builtIn as builtIns } from "../src/builtIn.js"

const ids = builtIns.map(({ id }) => id)

it.scopedLive(
  "makes pictures with a plugin of the project, from a folder below it",
  () =>
    Effect.gen(function* () {
      const project = yield* temporaryFolder
      yield* write(project, { ...naming("./plugins/lantern.js"), "plugins/lantern.js": lantern() })
      const cwd = join(project, "a/b")
      yield* Effect.promise(() => mkdir(cwd, { recursive: true }))
      const generate = [process.execPath, bin, "generate", "--json"]
      const run = yield* easelIn(cwd, [
        "sandbox",
        "-p",
        "lantern",
        "--",
        ...generate,
        "-p",
        "lantern",
        "--seed",
        "5",
        "--set",
        "glow=1",
        "a lamp"
      ])
      assert.strictEqual(run.code, 0, run.stderr)
      assert.containSubset(JSON.parse(run.lines.at(-1) ?? ""), {
        _tag: "ImageResponse",
        receipt: { provider: "lantern", providerVersion: "1.2.3", seed: 5 }
      })
      const bytes = yield* Effect.promise(() => readFile(join(cwd, "a-lamp-5.png")))
      assert.strictEqual(bytes.subarray(1, 4).toString(), "PNG")
    }),
  patience
)

it.scopedLive(
  "gives the errors of a plugin their exit codes, and knows its settings",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, { "lantern.js": lantern() })
      const plugin = ["--plugin", "./lantern.js"]
      const generate = [process.execPath, bin, "generate", "--json", ...plugin, "-p", "lantern"]
      const busy = yield* easelIn(cwd, [
        "sandbox",
        ...plugin,
        "-p",
        "lantern",
        "--fault",
        "lantern=busy",
        "--",
        ...generate,
        "a lamp"
      ])
      assert.strictEqual(busy.code, 3, busy.stderr)
      assert.containSubset(JSON.parse(busy.lines.at(-1) ?? ""), {
        _tag: "Error",
        error: { _tag: "ResponseError", reason: "RateLimited", provider: "lantern" }
      })
      const refused = yield* easelIn(cwd, [
        "generate",
        ...plugin,
        "-p",
        "lantern",
        "--steps",
        "9",
        "x"
      ])
      assert.strictEqual(refused.code, 2)
      assert.include(refused.stderr, "--steps")
      const wrongOption = ["-p", "lantern", "--set", "glo=1", "--json", "x"]
      const option = yield* easelIn(cwd, ["generate", ...plugin, ...wrongOption])
      assert.strictEqual(option.code, 2)
      assert.include(option.stdout, '"InvalidRequest"')
      const down = yield* easelIn(cwd, ["generate", ...plugin, "-m", "lantern-1", "x"])
      assert.strictEqual(down.code, 5)
    }),
  patience
)

it.scopedLive(
  "looks packages up from the folder of the file that names them",
  () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* write(join(folder, "project"), {
        ...naming("@acme/easel-provider-one"),
        ...packageOf("@acme/easel-provider-one", lantern("one"))
      })
      yield* write(join(folder, "xdg/easel"), {
        ...naming("two", "../three/index.mjs"),
        ...packageOf("two", lantern("two")),
        "../three/index.mjs": lantern("three")
      })
      yield* write(join(folder, "below/elsewhere"), packageOf("four", lantern("four")))
      const env = { XDG_CONFIG_HOME: join(folder, "xdg") }
      const inProject = yield* providersIn(join(folder, "project"), [], { env })
      assert.deepStrictEqual(inProject.ids, [...ids, "one", "two", "three"])
      assert.strictEqual(inProject.stderr, "")
      const elsewhere = yield* providersIn(
        join(folder, "below/elsewhere"),
        ["--plugin", "four", "--plugin=../../xdg/three/index.mjs"],
        { env }
      )
      assert.deepStrictEqual(elsewhere.ids, [...ids, "four", "three", "two"])
    }),
  patience
)

it.scopedLive(
  "loads nothing because it is installed",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, packageOf("easel-provider-lantern", "throw new Error('loaded')"))
      const { ids: found, stderr } = yield* providersIn(cwd)
      assert.deepStrictEqual(found, ids)
      assert.strictEqual(stderr, "")
    }),
  patience
)

it.scopedLive(
  "knows plugins in every command that deals with providers",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, { ...naming("./lantern.js"), "lantern.js": lantern() })
      const env = offline
      const show = yield* easelIn(cwd, ["providers", "lantern"])
      for (const text of ["EASEL_LANTERN_API_KEY", "--set glow=…", "busy", "1.2.3"]) {
        assert.include(show.stdout, text)
      }
      assert.include((yield* easelIn(cwd, ["models"])).stdout, "lantern-1 *")
      assert.include((yield* easelIn(cwd, ["sandbox", "--list-faults"])).stdout, "lantern=busy")
      const doctor = yield* easelIn(cwd, ["doctor"], { env })
      assert.match(doctor.stdout, /^Plugins\n {2}\.\/lantern\.js +the provider lantern, named/m)
      assert.strictEqual(doctor.code, 0)
      const json = yield* easelIn(cwd, ["doctor", "--json"], { env })
      assert.containSubset(JSON.parse(json.stdout), {
        providers: [{ id: "lantern", reachability: { _tag: "Unreachable" } }],
        plugins: [{ name: "./lantern.js", from: "project", id: "lantern", state: "ready" }]
      })
    }),
  patience
)

it.scopedLive(
  "makes a picture of a plugin again",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      yield* write(cwd, { "lantern.js": lantern() })
      const easel = `"${process.execPath}" "${bin}"`
      const script = `
      ${easel} generate --plugin ./lantern.js -p lantern -o lamp.png "a lamp" &&
      ${easel} reproduce --plugin ./lantern.js lamp.png -o again.png`
      const plugin = ["--plugin", "./lantern.js", "-p", "lantern"]
      const run = yield* easelIn(cwd, ["sandbox", ...plugin, "--", "sh", "-c", script])
      assert.strictEqual(run.code, 0, run.stderr)
      assert.include(run.stderr, "the pixels are byte for byte those of lamp.png")
      const without = yield* easelIn(cwd, ["reproduce", "lamp.png"])
      assert.strictEqual(without.code, 2)
      assert.include(without.stderr, 'there is no provider "lantern"')
    }),
  patience
)
