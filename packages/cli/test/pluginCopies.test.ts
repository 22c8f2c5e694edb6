/** A plugin installed beside copies of its own shares those of the command line all the same. */
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { resolve } from "import-meta-resolve"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "./easel.js"
import { easelIn, lantern, naming, packageOf, patience, write } from "./foreignPlugin.js"

const folderOf = (name: string): string =>
  dirname(fileURLToPath(resolve(`${name}/package.json`, import.meta.url)))

/** Says so on stderr when it is run. */
const mark = async (file: string) => {
  const text = await readFile(file, "utf8")
  await writeFile(file, `${text}\nprocess.stderr.write("A SECOND COPY\\n")\n`)
}

/** Copies of effect and core, whole enough to run, each with a mark. */
const installCopies = (modules: string) =>
  Effect.promise(async () => {
    await mkdir(join(modules, "@easel"), { recursive: true })
    const copies = [
      { name: "effect", part: "dist/esm", marked: ["Effect.js", "Schema.js", "index.js"] },
      { name: "@easel/core", part: "dist", marked: ["ImageError.js", "ImagePlugin.js", "index.js"] }
    ]
    for (const { marked, name, part } of copies) {
      await cp(join(folderOf(name), part), join(modules, name, part), { recursive: true })
      await cp(join(folderOf(name), "package.json"), join(modules, name, "package.json"))
      for (const file of marked) await mark(join(modules, name, part, file))
    }
    await mkdir(join(modules, "@effect"))
    // What the copies stand on.
    for (const name of ["@effect/platform", "eventsource-parser", "fast-check", "ipaddr.js"]) {
      await symlink(join(folderOf("effect"), "..", name), join(modules, name))
    }
  })

/** Compares what the plugin imports with what the program has, and fails with one of its errors. */
const witness = `
import plugin from "./lantern.js"
import { ImageError, ImageModel } from "@easel/core"
import { ResponseError } from "@easel/core/ImageError"
import { Effect, Schema } from "effect"

const core = await import(process.env.HOST_CORE)
const effect = await import(process.env.HOST_EFFECT)
const error = ResponseError.of({ reason: "Quota", message: "used up" })
const facts = [
  ResponseError === core.ResponseError,
  ImageError.ImageError === core.ImageError,
  error instanceof core.ResponseError,
  Effect.succeed === effect.succeed,
  import.meta.resolve("effect/Effect") === process.env.HOST_EFFECT
]
process.stderr.write("facts " + facts.join(" ") + "\\n")

export default {
  ...plugin,
  make: () => Effect.map(plugin.make(plugin.models[0]), (model) =>
    ImageModel.fromGenerate({ ...model, generate: () => Effect.fail(error) }))
}
`

it.scopedLive(
  "shares effect and core with a plugin that has copies of its own",
  () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const modules = join(cwd, "node_modules")
      yield* installCopies(modules)
      yield* write(cwd, {
        ...naming("easel-provider-lantern"),
        ...packageOf("easel-provider-lantern", witness),
        "node_modules/easel-provider-lantern/lantern.js": lantern()
      })
      const env = {
        HOST_CORE: resolve("@easel/core/ImageError", import.meta.url),
        HOST_EFFECT: resolve("effect/Effect", import.meta.url)
      }
      const run = yield* easelIn(cwd, ["generate", "-p", "lantern", "--json", "a lamp"], { env })
      assert.include(run.stderr, "facts true true true true true\n")
      assert.notInclude(run.stderr, "A SECOND COPY")
      assert.strictEqual(run.code, 3, run.stderr)
      assert.containSubset(JSON.parse(run.lines.at(-1) ?? ""), {
        error: { _tag: "ResponseError", reason: "Quota", message: "used up" }
      })

      // The copies are good enough to be taken by a program that does not see to it.
      const alone = join(modules, "easel-provider-lantern/alone.js")
      yield* write(dirname(alone), { "alone.js": `import "@easel/core"\nimport "effect"\n` })
      const other = yield* easelIn(cwd, ["sandbox", "-p", "sd35", "--", process.execPath, alone], {
        env
      })
      assert.include(other.stderr, "A SECOND COPY")
    }),
  patience
)
