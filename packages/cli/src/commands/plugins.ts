/** `easel plugins list | add | remove | check` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { plugin } from "./pluginFlag.js"

const json = Options.boolean("json").pipe(Options.withDescription("One JSON object a line."))

const global = Options.boolean("global").pipe(
  Options.withDescription("In the file of your own settings, not in the project's.")
)

const name = Args.text({ name: "name|path" }).pipe(
  Args.withDescription("A package that is installed, or a file, such as ./mine.js.")
)

const list = Command.make("list", { plugin, json }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../plugins/RunList.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Lists every plugin, where it is named, and its state"))

const add = Command.make("add", { name, global }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../plugins/RunAdd.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Names a plugin in easel.config.json, when it can be loaded"))

const remove = Command.make("remove", { name, global }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../plugins/RunRemove.js"))
    return yield* run(input)
  })
).pipe(Command.withDescription("Takes a plugin out of easel.config.json"))

const check = Command.make("check", { name: Args.optional(name), plugin, json }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../plugins/RunCheck.js"))
    return yield* run({ ...input, name: Option.getOrUndefined(input.name) })
  })
).pipe(Command.withDescription("Checks plugins against the stand-ins that they bring"))

export const plugins = Command.make("plugins").pipe(
  Command.withDescription("Lists, adds, removes and checks plugins"),
  Command.withSubcommands([list, add, remove, check])
)
