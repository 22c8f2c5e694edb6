/** The program: the tree of commands, and what becomes of everything that goes wrong. */
import { stripVTControlCharacters } from "node:util"
import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { commandHelp } from "./commandHelp.js"
import { batch } from "./commands/batch.js"
import { doctor } from "./commands/doctor.js"
import { generate } from "./commands/generate.js"
import { mcp } from "./commands/mcp.js"
import { models } from "./commands/models.js"
import { plugins } from "./commands/plugins.js"
import { providers } from "./commands/providers.js"
import { reproduce } from "./commands/reproduce.js"
import { sandbox } from "./commands/sandbox.js"
import { serve } from "./commands/serve.js"
import { show } from "./commands/show.js"
import { worker } from "./commands/worker.js"
import * as ErrorReport from "./ErrorReport.js"
import { ExitCode } from "./ExitCode.js"
import { batchHelp, help, pluginsHelp } from "./help.js"
import * as jsonLine from "./jsonLine.js"
import * as Output from "./Output.js"
import { normalizeArguments } from "./normalizeArguments.js"
import { Plugins } from "./Plugins.js"
import * as Style from "./terminal/Style.js"

const easel = Command.make("easel").pipe(
  Command.withDescription("Makes pictures with any image generator"),
  Command.withSubcommands([
    generate,
    show,
    reproduce,
    providers,
    models,
    plugins,
    batch,
    worker,
    serve,
    mcp,
    doctor,
    sandbox
  ])
)

const isHelp = (argument: string): boolean => argument === "--help" || argument === "-h"

/** Commands that have others below them, and what is said of them together. */
const groups = new Map([
  ["plugins", { subcommands: Command.getSubcommands(plugins), help: pluginsHelp }],
  ["batch", { subcommands: Command.getSubcommands(batch), help: batchHelp }]
])

const helpOfCommand = (name: string, below = ""): Option.Option<string> => {
  const group = groups.get(name)
  return group === undefined
    ? Option.map(HashMap.get(Command.getSubcommands(easel), name), (command) =>
        commandHelp(name, command)
      )
    : Option.match(HashMap.get(group.subcommands, below), {
        onNone: () => Option.some(group.help),
        onSome: (command) => Option.some(commandHelp(`${name} ${below}`, command))
      })
}

/** The help that was asked for, of the program or of one command. */
const helpOf = (args: ReadonlyArray<string>): Option.Option<string> => {
  const end = args.indexOf("--")
  const own = end < 0 ? args : args.slice(0, end)
  const [name, below] = own.filter((argument) => !argument.startsWith("-"))
  const isBare = own.length === 0 || (own.length === 1 && groups.has(own[0] ?? ""))
  if (!isBare && !own.some(isHelp)) return Option.none()
  const known = name === undefined ? Option.none() : helpOfCommand(name, below)
  return Option.orElseSome(known, () => help(EASEL_VERSION))
}

/** As its help is asked for. */
const commandOf = ([name = "", below = ""]: ReadonlyArray<string>): string | undefined => {
  const group = groups.get(name)
  if (group !== undefined && HashMap.has(group.subcommands, below)) return `${name} ${below}`
  return HashMap.has(Command.getSubcommands(easel), name) ? name : undefined
}

const parse = Command.run(easel, { name: "easel", version: EASEL_VERSION, executable: "easel" })

/** Help goes to stdout; errors of the command line are told below, with everything else. */
const quietConsole = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Console.consoleWith((console) =>
    Effect.withConsole(effect, {
      ...console,
      log: (text = "") => Output.result(stripVTControlCharacters(text)),
      error: () => Effect.void
    })
  )

/** Results are on stdout, so logs are not. */
const logger = Logger.replace(
  Logger.defaultLogger,
  Logger.map(Logger.logfmtLogger, (line) => {
    process.stderr.write(`${line}\n`)
  })
)

const report = (args: ReadonlyArray<string>, cause: Cause.Cause<unknown>) =>
  Effect.gen(function* () {
    const error = ErrorReport.errorOf(cause)
    const loaded = yield* Effect.flatMap(Plugins, Ref.get)
    yield* Effect.forEach(
      ErrorReport.toLines(error, loaded.plugins, commandOf(args.slice(2))),
      Output.note
    )
    yield* Effect.forEach(ErrorReport.missingLines(error, loaded), Output.note)
    if (process.env["EASEL_DEBUG"] === "1") {
      yield* Output.note(Cause.pretty(cause, { renderErrorCause: true }))
    }
    if (args.includes("--json")) {
      yield* Effect.forEach(ErrorReport.toJson(error), (line) =>
        Output.result(jsonLine.format(line))
      )
    }
    return ErrorReport.exitCodeOf(error)
  })

const finish = Effect.gen(function* () {
  const fault = yield* Output.stdoutFault
  if (fault === undefined) return ExitCode.done
  yield* Output.note(`${Style.red("easel:")} can't write to stdout: ${fault.message}`)
  return ExitCode.unexpected
})

/** Runs the command line that follows the names of the two executables. */
const run = ([node = "", script = "", ...args]: ReadonlyArray<string>) =>
  Option.match(helpOf(args), {
    onSome: Output.result,
    onNone: () =>
      Effect.flatMap(normalizeArguments(args), (normal) =>
        quietConsole(parse([node, script, ...normal]))
      )
  })

const program = (args: ReadonlyArray<string>) =>
  Output.ignoreClosedReaders.pipe(
    Effect.zipRight(run(args)),
    Effect.zipRight(finish),
    Effect.catchAllCause((cause) =>
      Cause.isInterruptedOnly(cause) ? Effect.failCause(cause) : report(args, cause)
    ),
    Effect.provide(
      Layer.mergeAll(
        NodeFileSystem.layer,
        NodePath.layer,
        NodeTerminal.layer,
        Plugins.layer,
        CliConfig.layer({ isCaseSensitive: true, showBuiltIns: false }),
        logger
      )
    )
  )

/** A command that only ends by interruption says so beforehand. */
const interrupted = (): number =>
  typeof process.exitCode === "number" ? process.exitCode : ExitCode.interrupted

NodeRuntime.runMain(program(process.argv), {
  disableErrorReporting: true,
  disablePrettyLogger: true,
  teardown: (exit, onExit) =>
    onExit(
      Exit.match(exit, {
        onSuccess: (code) => (typeof code === "number" ? code : ExitCode.done),
        onFailure: (cause) => (Cause.isInterrupted(cause) ? interrupted() : ExitCode.unexpected)
      })
    )
})
