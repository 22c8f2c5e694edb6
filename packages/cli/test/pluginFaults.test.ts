/** Plugins that can't be used: each is told by name and cause, and the others go on working. */
import { chmod, chown } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./easel.js"
import {
  easelIn,
  lantern,
  naming,
  offline,
  packageOf,
  patience,
  providersIn,
  write
} from "./foreignPlugin.js"
import { builtIn as builtIns } from "../src/builtIn.js"

const builtIn = builtIns.map(({ id }) => id)

/** The plugin of `lantern`, changed before it is exported. */
const changed = (change: string) =>
  `import plugin from "./lantern.js"\nexport default { ...plugin, ${change} }\n`

const broken: Readonly<Record<string, readonly [source: string, reason: RegExp]>> = {
  "throws.js": [`throw new TypeError("no luck")`, /can't be imported: TypeError: no luck/],
  "throws-text.js": [`throw "no luck"`, /it throws 'no luck'/],
  "syntax.js": [`export default {{`, /SyntaxError: Unexpected token/],
  "missing.js": [`import "no-such-package"`, /Cannot find package 'no-such-package'/],
  "unknown-name.js": [
    `import { NoSuchThing } from "@easel/core"\nexport default NoSuchThing`,
    /does not provide an export named 'NoSuchThing'/
  ],
  "named.js": [`export const plugin = 1`, /has no default export, only plugin/],
  "nothing.mjs": [``, /has no default export, nor any other/],
  "number.js": [`export default 7`, /none that ImagePlugin.define made: .* actual 7/],
  "half.js": [`export default { id: "half", contractVersion: "0.1" }`, /version: is missing/],
  "newer.js": [changed(`id: "n", contractVersion: "0.2"`), /contract 0\.2.*0\.1: update Easel/],
  "older.js": [changed(`id: "o", contractVersion: "0.0"`), /contract 0\.0.*: update the plugin/],
  "clash.js": [changed(`id: "sd35", models: plugin.models`), /models: .* belongs to "lantern"/],
  "twice.js": [changed(`label: "Another"`), /"lantern" has the id of another one/],
  "built-in.js": [lantern("sd35"), /"sd35" has the id of another one/]
}

describe("plugins that can't be used", () => {
  it.scopedLive(
    "are told by name, place and cause, and the others go on working",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const names = Object.keys(broken)
        yield* write(cwd, {
          ...naming(
            "./lantern.js",
            "no-such-plugin",
            "./gone.js",
            "./",
            "fs",
            ...names.map((name) => `./${name}`)
          ),
          "lantern.js": lantern(),
          ...Object.fromEntries(names.map((name) => [name, broken[name]?.[0] ?? ""]))
        })
        const { code, ids, stderr } = yield* providersIn(cwd)
        assert.strictEqual(code, 0)
        assert.deepStrictEqual(ids, [...builtIn, "lantern"])
        const file = join(cwd, "easel.config.json")
        const told = (name: string) =>
          stderr.split("\n").find((line) => line.startsWith(`easel: plugin ${name} (${file}): `))
        for (const name of names)
          assert.match(told(`./${name}`) ?? "", broken[name]?.[1] ?? /^$/, name)
        assert.match(told("no-such-plugin") ?? "", /there is no such package/)
        assert.include(stderr, "if you trust it: npm install no-such-plugin")
        assert.match(told("./gone.js") ?? "", /there is no file/)
        assert.match(told("./") ?? "", /no package\.json/)
        assert.match(told("fs") ?? "", /leads to node:fs/)
        const doctor = yield* easelIn(cwd, ["doctor", "--json"], { env: offline })
        assert.strictEqual(doctor.code, 0)
        assert.strictEqual(doctor.stderr, "")
        assert.containSubset(JSON.parse(doctor.stdout), {
          plugins: [
            { name: "./gone.js", state: "refused" },
            { name: "./newer.js", id: "n" }
          ]
        })
      }),
    patience
  )

  it.scopedLive(
    "end a run with 2 only when it asks for them, and say why they are missing",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        yield* write(cwd, {
          ...naming("easel-provider-lantern"),
          ...packageOf("easel-provider-lantern", `throw new Error("no luck")`)
        })
        const other = yield* easelIn(cwd, ["generate", "-p", "sketch", "--quiet", "a cat"])
        assert.strictEqual(other.code, 0, other.stderr)
        assert.include(other.stderr, "no luck")
        const asked = yield* easelIn(cwd, ["generate", "-p", "lantern", "--json", "a cat"])
        assert.strictEqual(asked.code, 2)
        assert.match(
          asked.stderr,
          /its plugin can't be used: plugin easel-provider-lantern .*no luck/
        )
        assert.include(asked.stdout, '"ProviderNotFound"')
        const env = { ...offline, EASEL_PROVIDER: "lantern" }
        const doctor = yield* easelIn(cwd, ["doctor", "--json"], { env })
        assert.strictEqual(doctor.code, 2)
        assert.match(doctor.stdout, /"problem":"EASEL_PROVIDER: .*no luck/)
      }),
    patience
  )

  it.scopedLive(
    "were made for other versions of core or effect, by what their package says",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const peers = (core: string, effect = ">=3.22.2 <4") => ({
          peerDependencies: { "@easel/core": core, effect }
        })
        yield* write(cwd, {
          ...naming("same", "newer", "older", "four", "anything"),
          ...packageOf("same", lantern("same"), peers(">=0.1.0 <0.2.0")),
          ...packageOf("newer", lantern("newer"), peers(">=1.0.0 <2")),
          ...packageOf("older", lantern("older"), peers("^0.0.9")),
          ...packageOf("four", lantern("four"), peers("^0.1.0", "^4.0.0")),
          ...packageOf("anything", lantern("anything"), peers("file:../core", "latest"))
        })
        const { ids, stderr } = yield* providersIn(cwd)
        assert.deepStrictEqual(ids, [...builtIn, "same", "anything"])
        assert.match(
          stderr,
          /plugin newer .*asks for @easel\/core >=1\.0\.0 <2, .*\n {2}update Easel\n/
        )
        assert.match(
          stderr,
          /plugin older .*asks for @easel\/core \^0\.0\.9, .*\n {2}update the plugin\n/
        )
        assert.match(stderr, /plugin four .*asks for effect \^4\.0\.0, and this is 3\./)
      }),
    patience
  )

  it.scopedLive(
    "do not keep the stand-ins and the doctor from the others",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        yield* write(cwd, {
          ...naming("./bad.js", "./good.js"),
          "good.js": lantern("good"),
          "lantern.js": lantern("bad"),
          "bad.js": `import { Effect } from "effect"\n${changed(
            `fake: Effect.dieMessage("no stand-in today"), make: () => { throw new Error("no model") }`
          )}`
        })
        const faults = yield* easelIn(cwd, ["sandbox", "--list-faults"])
        assert.strictEqual(faults.code, 0, faults.stderr)
        assert.include(faults.stdout, "good=busy")
        assert.match(faults.stderr, /bad.*no stand-in today/)
        const doctor = yield* easelIn(cwd, ["doctor", "--json"], { env: offline })
        assert.strictEqual(doctor.code, 0)
        assert.containSubset(JSON.parse(doctor.stdout), {
          providers: [
            { id: "bad", faults: ["no model"] },
            { id: "good", faults: [] }
          ]
        })
      }),
    patience
  )
})

describe("files that name plugins", () => {
  it.scopedLive(
    "are refused when they can't be understood",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const run = (content: string) =>
          Effect.zipRight(write(cwd, { "easel.config.json": content }), easelIn(cwd, ["models"]))
        const typo = yield* run(`{ "plugin": ["./lantern.js"] }`)
        assert.strictEqual(typo.code, 2)
        assert.match(
          typo.stderr,
          /easel\.config\.json: there is no key "plugin"\n {2}did you mean "plugins"\?/
        )
        const syntax = yield* run(`{ "plugins": [ }`)
        assert.strictEqual(syntax.code, 2)
        assert.match(syntax.stderr, /it is no JSON object/)
        const type = yield* run(`{ "plugins": ["./lantern.js", 7] }`)
        assert.strictEqual(type.code, 2)
        assert.match(type.stderr, /plugins\.1: /)
        const doctor = yield* easelIn(cwd, ["doctor"], { env: offline })
        assert.strictEqual(doctor.code, 2)
        assert.match(doctor.stdout, /easel generate does not work: .*plugins\.1: /)
      }),
    patience
  )

  it.scopedLive(
    "are ignored when somebody else could have put them there",
    () =>
      Effect.gen(function* () {
        const cwd = yield* temporaryFolder
        const file = join(cwd, "easel.config.json")
        yield* write(cwd, { ...naming("./lantern.js"), "lantern.js": lantern() })
        const ignored = (reason: string) =>
          Effect.gen(function* () {
            const { ids, stderr } = yield* providersIn(cwd)
            assert.deepStrictEqual(ids, builtIn)
            assert.include(stderr, `${file} is ignored: ${reason}`)
          })
        yield* Effect.promise(() => chmod(file, 0o666))
        yield* ignored(`anybody can write to ${file}`)
        yield* Effect.promise(() => chmod(file, 0o664))
        yield* Effect.promise(() => chmod(cwd, 0o777))
        yield* ignored(`anybody can write to ${cwd}`)
        yield* Effect.promise(() => chmod(cwd, 0o775))
        assert.include((yield* providersIn(cwd)).ids, "lantern")
        // Only the superuser can give a file away.
        if (process.getuid?.() !== 0) return
        yield* Effect.promise(() => chown(file, 12_345, 12_345))
        yield* ignored(`${file} belongs to another user`)
        assert.include((yield* providersIn(cwd, ["--plugin", "./lantern.js"])).ids, "lantern")
      }),
    patience
  )
})
