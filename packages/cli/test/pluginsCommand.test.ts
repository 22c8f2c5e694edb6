/** `easel plugins` */
import { chmod, mkdir, readFile, readdir, stat, symlink } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./easel.js"
import { easelIn, lantern, naming, packageOf, patience, write } from "./foreignPlugin.js"

const text = (...path: ReadonlyArray<string>) =>
  Effect.promise(() => readFile(join(...path), "utf8"))

const json = (line: string | undefined): unknown => JSON.parse(line ?? "")

describe("easel plugins add and remove", () => {
  it.scopedLive(
    "change the project's file and nothing else in it",
    () =>
      Effect.gen(function* () {
        const project = yield* temporaryFolder
        yield* write(project, {
          "package.json": { name: "project" },
          ...packageOf("easel-provider-one", lantern("one")),
          "plugins/two.js": lantern("two")
        })
        const below = join(project, "src")
        yield* Effect.promise(() => mkdir(below))
        const one = yield* easelIn(below, ["plugins", "add", "easel-provider-one"])
        assert.strictEqual(one.code, 0, one.stderr)
        const file = join(project, "easel.config.json")
        assert.strictEqual(one.stdout, `one 1.2.3 (easel-provider-one) is now in ${file}\n`)
        yield* easelIn(below, ["plugins", "add", "../plugins/two.js"])
        const both = yield* text(file)
        assert.deepStrictEqual(json(both), { plugins: ["easel-provider-one", "./plugins/two.js"] })

        const again = yield* easelIn(project, ["plugins", "add", "./plugins/two.js"])
        assert.strictEqual(again.code, 0)
        assert.include(again.stdout, "is already in")
        assert.strictEqual(yield* text(file), both)

        const removed = yield* easelIn(below, ["plugins", "remove", "../plugins/two.js"])
        assert.strictEqual(removed.code, 0, removed.stderr)
        assert.deepStrictEqual(json(yield* text(file)), { plugins: ["easel-provider-one"] })
        const gone = yield* easelIn(below, ["plugins", "remove", "two"])
        assert.strictEqual(gone.code, 2)
        assert.include(gone.stderr, "it names easel-provider-one")
        const files = yield* Effect.promise(() => readdir(project))
        assert.deepStrictEqual(
          files.filter((name) => name.includes("easel")),
          ["easel.config.json"]
        )
      }),
    patience
  )

  it.scopedLive(
    "keep the file as it is written: its indent, its permissions, where it lies",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const real = join(cwd, "dotfiles/easel.json")
        yield* write(cwd, {
          "dotfiles/easel.json": `{\n\t"plugins": [\n\t\t"./gone.js"\n\t]\n}\n`,
          "lantern.js": lantern()
        })
        yield* Effect.promise(() => chmod(real, 0o600))
        yield* Effect.promise(() => symlink(real, join(cwd, "easel.config.json")))
        // What can't be loaded does not stand in the way of others.
        const { code, stderr } = yield* easelIn(cwd, ["plugins", "add", "./lantern.js"])
        assert.strictEqual(code, 0, stderr)
        assert.strictEqual(
          yield* text(real),
          `{\n\t"plugins": [\n\t\t"./gone.js",\n\t\t"./lantern.js"\n\t]\n}\n`
        )
        assert.strictEqual((yield* Effect.promise(() => stat(real))).mode & 0o777, 0o600)
        yield* easelIn(cwd, ["plugins", "remove", "./gone.js"])
        assert.deepStrictEqual(json(yield* text(real)), { plugins: ["./lantern.js"] })
      }),
    patience
  )

  it.scopedLive(
    "leave the file alone when the plugin can't be used, and say how to install it",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        yield* write(cwd, { "clash.js": lantern("sd35") })
        const missing = yield* easelIn(cwd, ["plugins", "add", "easel-provider-lantern"])
        assert.strictEqual(missing.code, 2)
        assert.include(missing.stderr, "npm install easel-provider-lantern")
        const global = yield* easelIn(cwd, ["plugins", "add", "--global", "easel-provider-lantern"])
        assert.strictEqual(global.code, 2)
        const folder = join(cwd, ".config/easel")
        assert.include(global.stderr, `npm install --prefix ${folder} easel-provider-lantern`)
        const clash = yield* easelIn(cwd, ["plugins", "add", "./clash.js"])
        assert.strictEqual(clash.code, 2)
        assert.include(clash.stderr, "has the id of another one")
        assert.deepStrictEqual(yield* Effect.promise(() => readdir(cwd)), ["clash.js"])
      }),
    patience
  )

  it.scopedLive(
    "change the person's own file with --global",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        yield* write(cwd, { "lantern.js": lantern() })
        const added = yield* easelIn(cwd, ["plugins", "add", "./lantern.js", "--global"])
        assert.strictEqual(added.code, 0, added.stderr)
        const path = join(cwd, "lantern.js")
        const file = join(cwd, ".config/easel/easel.config.json")
        assert.deepStrictEqual(json(yield* text(file)), { plugins: [path] })
        const local = yield* easelIn(cwd, ["plugins", "remove", "./lantern.js"])
        assert.strictEqual(local.code, 2)
        assert.include(local.stderr, "easel plugins remove --global ./lantern.js")
        yield* easelIn(cwd, ["plugins", "remove", "--global", "./lantern.js"])
        assert.deepStrictEqual(json(yield* text(file)), { plugins: [] })
      }),
    patience
  )
})

describe("easel plugins list", () => {
  it.scopedLive(
    "tells of every plugin where it is named and whether it can be used",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        yield* write(cwd, {
          ...naming("./lantern.js", "./gone.js"),
          "lantern.js": lantern(),
          "flag.js": lantern("flag"),
          ".config/easel/easel.config.json": { plugins: ["../../user.js"] },
          "user.js": lantern("user")
        })
        const args = ["plugins", "list", "--plugin", "./flag.js"]
        const { code, lines, stderr, stdout } = yield* easelIn(cwd, args)
        assert.strictEqual(code, 0)
        assert.strictEqual(stderr, "")
        const row = (id: string) => lines.find((line) => line.startsWith(`${id} `)) ?? ""
        assert.match(row("sketch"), /ready +0\.1\.0 +0\.1 +built-in +-$/)
        assert.match(row("flag"), /ready +1\.2\.3 +0\.1 +flag +\.\/flag\.js$/)
        assert.match(row("lantern"), /ready +1\.2\.3 +0\.1 +project +\.\/lantern\.js$/)
        assert.match(row("user"), /user +\.\.\/\.\.\/user\.js$/)
        assert.match(row("-"), /refused +- +- +project +\.\/gone\.js$/)
        assert.include(stdout, "there is no file")
        const file = join(cwd, "easel.config.json")
        assert.include(stdout, `Named in ${file}`)
        const listed = yield* easelIn(cwd, [...args, "--json"])
        assert.containSubset(listed.lines.map(json), [
          { id: "sketch", from: "built-in", state: "ready" },
          { id: "lantern", from: "project", file, models: ["lantern-1"], contractVersion: "0.1" },
          {
            name: "./gone.js",
            state: "refused",
            reason: `there is no file ${join(cwd, "gone.js")}`
          }
        ])
      }),
    patience
  )

  it.scopedLive(
    "needs no file",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const { lines } = yield* easelIn(cwd, ["plugins", "list"])
        assert.strictEqual(
          lines.at(-1),
          "No file names plugins. Name one with: easel plugins add <name|path>"
        )
        const wrong = yield* easelIn(cwd, ["plugins", "lst"])
        assert.strictEqual(wrong.code, 2)
        assert.include(wrong.stderr, "easel plugins list")
      }),
    patience
  )
})
