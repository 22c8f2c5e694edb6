/** Plugins and models that go wrong in a batch: one item ends, or the batch waits, and no more. */
import { existsSync } from "node:fs"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./easel.js"
import { fickle, mishaps } from "./ficklePlugin.js"
import { easelIn, lantern, naming, patience, write } from "./foreignPlugin.js"

/** A folder with the plugin, and a file with these prompts. */
const setUp = (prompts: ReadonlyArray<string>, plugin = fickle) =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    yield* write(cwd, {
      ...naming("./fickle.js"),
      "lantern.js": lantern(),
      "fickle.js": plugin,
      "foxes.jsonl": prompts.map((prompt) => JSON.stringify({ prompt, name: prompt })).join("\n")
    })
    const run = ["batch", "run", "foxes.jsonl", "-p", "lantern"]
    return { cwd, run }
  })

const callsIn = (cwd: string) =>
  Effect.promise(async () =>
    existsSync(join(cwd, "calls"))
      ? (await readFile(join(cwd, "calls"), "utf8")).trimEnd().split("\n")
      : []
  )

const idIn = (text: string): string => /foxes-[0-9a-f]{8}/.exec(text)?.[0] ?? "no id"

const ok = ["a fox", "b fox", "c fox"]

const otherTags: Readonly<Record<string, RegExp>> = {
  never: /^GenerationTimeout$/,
  interrupts: /Defect$/,
  "load-nothing": /Defect$/
}

describe("a plugin that goes wrong at some items", () => {
  it.scopedLive(
    "fails those, each with its reason, and the others are made",
    () =>
      Effect.gen(function* () {
        const wrong = Object.keys(mishaps)
        const { cwd, run } = yield* setUp([...wrong, ...ok])
        const result = yield* easelIn(cwd, [...run, "--timeout", "3s", "--retries", "2"])
        assert.strictEqual(result.code, 7, result.stderr)
        const pictures = (yield* Effect.promise(() => readdir(join(cwd, "foxes")))).sort()
        assert.deepStrictEqual(
          pictures,
          ok.map((name) => `${name}.png`)
        )
        const report = yield* easelIn(cwd, ["batch", "report", idIn(result.stderr)])
        const told = Object.fromEntries(
          report.lines
            .map((line) => JSON.parse(line))
            .map(({ error, name, state }) => [name, [state, error?._tag]])
        )
        for (const name of wrong) {
          const [state, tag] = told[name] ?? []
          assert.strictEqual(state, "failed", name)
          assert.match(String(tag), otherTags[name] ?? /^ProviderDefect$/, name)
        }
        for (const name of ok) assert.deepStrictEqual(told[name], ["done", undefined], name)
        assert.deepStrictEqual([...(yield* callsIn(cwd))].sort(), [...wrong, ...ok].sort())
      }),
    patience
  )
})

describe("a model that can't be had", () => {
  const builds: ReadonlyArray<readonly [what: string, make: string, code: number, says: RegExp]> = [
    ["throws", `() => { throw new TypeError("no luck") }`, 2, /"lantern".*no luck/],
    ["dies", `() => Effect.die(new Error("no luck"))`, 2, /"lantern".*no luck/],
    ["fails with junk", `() => Effect.fail("no luck")`, 2, /"lantern".*no luck/],
    ["gives no model", `() => Effect.succeed(7)`, 2, /"lantern" builds no image model/],
    ["misses its key", `() => Config.redacted("LANTERN_KEY")`, 2, /LANTERN_KEY/]
  ]
  for (const [what, make, code, says] of builds) {
    it.scopedLive(
      `ends the command when its plugin ${what}, before anything is there`,
      () =>
        Effect.gen(function* () {
          const source = `import { Config, Effect } from "effect"\nimport plugin from "./lantern.js"\nexport default { ...plugin, make: ${make} }`
          const { cwd, run } = yield* setUp(ok, source)
          const before = (yield* Effect.promise(() => readdir(cwd))).sort()
          const result = yield* easelIn(cwd, run)
          assert.strictEqual(result.code, code, result.stderr)
          assert.match(result.stderr, says)
          const single = yield* easelIn(cwd, ["generate", "-p", "lantern", "a fox"])
          assert.strictEqual(result.code, single.code, single.stderr)
          assert.deepStrictEqual((yield* Effect.promise(() => readdir(cwd))).sort(), before)
        }),
      patience
    )
  }

  it.scopedLive(
    "ends the command when nobody knows it, before anything is there",
    () =>
      Effect.gen(function* () {
        const { cwd } = yield* setUp(ok)
        const before = (yield* Effect.promise(() => readdir(cwd))).sort()
        const wrong = [
          [["-p", "lanterm"], /lanterm.*lantern/s],
          [["-p", "lantern", "-m", "lantern-9"], /lantern-9.*lantern-1/s],
          [["-p", "lantern", "--fallback", "lanterm"], /lanterm/]
        ] as const
        for (const [flags, says] of wrong) {
          const result = yield* easelIn(cwd, ["batch", "run", "foxes.jsonl", ...flags])
          assert.strictEqual(result.code, 2, `${flags.join(" ")}: ${result.stderr}`)
          assert.match(result.stderr, says)
        }
        assert.deepStrictEqual((yield* Effect.promise(() => readdir(cwd))).sort(), before)
        assert.deepStrictEqual(yield* callsIn(cwd), [])
      }),
    patience
  )

  it.scopedLive(
    "pauses a batch that was begun with it, which goes on when it is there again",
    () =>
      Effect.gen(function* () {
        const { cwd, run } = yield* setUp(ok)
        const begun = yield* easelIn(cwd, [...run, "--budget", "1"])
        assert.strictEqual(begun.code, 7, begun.stderr)
        const id = idIn(begun.stderr)
        const resume = (env: Readonly<Record<string, string>> = {}) =>
          easelIn(cwd, ["batch", "resume", id], { env })

        yield* write(cwd, naming())
        const gone = yield* resume()
        assert.strictEqual(gone.code, 7, gone.stderr)
        assert.match(gone.stderr, /^paused: .*lantern/m)

        const broken = `import plugin from "./lantern.js"\nexport default { ...plugin, make() { throw new Error("no luck") } }`
        yield* write(cwd, { ...naming("./fickle.js"), "fickle.js": broken })
        const thrown = yield* resume()
        assert.strictEqual(thrown.code, 7, thrown.stderr)
        assert.match(thrown.stderr, /^paused: .*no luck/m)
        assert.deepStrictEqual(yield* callsIn(cwd), ["a fox"])

        yield* write(cwd, { "fickle.js": fickle })
        const all = yield* easelIn(cwd, run)
        assert.strictEqual(all.code, 0, all.stderr)
        assert.deepStrictEqual(yield* callsIn(cwd), ok)
      }),
    patience
  )
})
