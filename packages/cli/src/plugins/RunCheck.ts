/** `easel plugins check`: the conformance kit against the stand-in that a plugin brings. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as Conformance from "@easel/testkit/Conformance"
import * as ConformanceReport from "@easel/testkit/Report"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { toLines } from "../ErrorReport.js"
import { ExitCode } from "../ExitCode.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import { readableTable } from "../terminal/readable.js"
import { UsageError } from "../UsageError.js"
import { importPlugin } from "./importPlugin.js"
import { admit, type Loaded } from "./Loaded.js"
import type { PluginFault } from "./PluginFault.js"
import { fromFlag } from "./PluginSource.js"

export interface CheckInput {
  /** As it is named in a file, the id of its provider, or any package or path; else all. */
  readonly name: string | undefined
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}

type Subject = Either.Either<ImagePlugin, PluginFault>

const named = ({ outcomes }: Loaded): ReadonlyArray<Subject> =>
  outcomes.map(Either.map(({ plugin }) => plugin))

/** What the name means: something that is loaded already, or else what it leads to from here. */
const findSubject = (name: string, loaded: Loaded): Effect.Effect<Subject> =>
  Effect.gen(function* () {
    const known = loaded.plugins.find(({ id }) => id === name)
    if (known !== undefined) return Either.right(known)
    const outcome = loaded.outcomes.find(
      Either.match({
        onLeft: ({ source }) => source.name === name,
        onRight: ({ source }) => source.name === name
      })
    )
    if (outcome !== undefined) return Either.map(outcome, ({ plugin }) => plugin)
    const imported = yield* Effect.either(importPlugin(fromFlag(name)))
    return Either.flatMap(imported, (candidate) =>
      Either.map(admit(candidate, []), ({ plugin }) => plugin)
    )
  })

const subjects = ({ name }: CheckInput, loaded: Loaded) =>
  Effect.gen(function* () {
    if (name !== undefined) return [yield* findSubject(name, loaded)]
    if (loaded.outcomes.length > 0) return named(loaded)
    return yield* new UsageError({
      message: "no plugin is named here",
      hint: "easel plugins check <name|path>, or in the folder of a plugin: easel plugins check ."
    })
  })

const isGood = ({ grade }: ConformanceReport.Report): boolean => grade === "A" || grade === "B"

const encode = Schema.encodeSync(ConformanceReport.Report)

const checkOne = (plugin: ImagePlugin, json: boolean) =>
  Effect.gen(function* () {
    yield* Output.note(`checking ${plugin.id} ${plugin.version} against its stand-in…`)
    const report = yield* Conformance.run({ plugin, http: NodeHttp.layer })
    yield* Output.result(
      json ? JSON.stringify(encode(report)) : readableTable(ConformanceReport.toText(report))
    )
    return isGood(report) ? ExitCode.done : ExitCode.unexpected
  })

/** Prints a report for each; the exit code is the worst. */
export const run = (input: CheckInput) =>
  Effect.gen(function* () {
    const loaded = yield* Plugins.load(input.plugin)
    const all = yield* subjects(input, loaded)
    const [first] = all
    if (all.length === 1 && first !== undefined && Either.isLeft(first)) return yield* first.left
    const codes = yield* Effect.forEach(
      all,
      Either.match({
        onLeft: (fault) =>
          Effect.as(Effect.forEach(toLines(fault, loaded.plugins), Output.note), ExitCode.usage),
        onRight: (plugin) => checkOne(plugin, input.json)
      })
    )
    yield* Effect.sync(() => {
      process.exitCode = Math.max(...codes)
    })
  })
