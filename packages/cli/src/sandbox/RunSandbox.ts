/** `easel sandbox`: stand-ins of the services on loopback, for trying things without them. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { ProviderNotFound } from "@easel/core/ImageError"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import type { PluginError } from "@easel/core/ProviderRegistry"
import { findProvider } from "../listing/catalogue.js"
import * as Table from "../listing/Table.js"
import { ExitCode } from "../ExitCode.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import { UsageError } from "../UsageError.js"
import * as ChildCommand from "./ChildCommand.js"
import { directRoute } from "./directRoute.js"
import { draw } from "./draw.js"
import { readFault } from "./readFault.js"
import { releaseReader } from "./releaseReader.js"
import * as ShellEnvironment from "./ShellEnvironment.js"
import * as StandIns from "./StandIns.js"

export interface Input {
  readonly port: number | undefined
  readonly latency: Duration.Duration
  /** Each `provider=fault`. */
  readonly fault: ReadonlyArray<string>
  /** Ids; all when empty. */
  readonly provider: ReadonlyArray<string>
  readonly plugin: ReadonlyArray<string>
  readonly listFaults: boolean
  readonly json: boolean
  readonly command: ReadonlyArray<string>
}

const select = (
  all: ReadonlyArray<ImagePlugin>,
  ids: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<StandIns.Faked>, UsageError | ProviderNotFound | PluginError> =>
  Effect.gen(function* () {
    const plugins =
      ids.length === 0 ? all : yield* Effect.forEach(new Set(ids), (id) => findProvider(all, id))
    const without = plugins.find(({ fake }) => fake === undefined)
    if (ids.length > 0 && without !== undefined) {
      return yield* new UsageError({
        message: `${without.id} has no stand-in, it needs no service`
      })
    }
    const loaded = yield* StandIns.load(plugins)
    if (new Set(ids).size > loaded.length) {
      return yield* new UsageError({ message: "a stand-in that was asked for can't be loaded" })
    }
    return loaded
  })

const listFaults = (faked: ReadonlyArray<StandIns.Faked>, json: boolean): Effect.Effect<void> => {
  const lines = faked.flatMap(({ fake, plugin }) =>
    json
      ? [JSON.stringify({ provider: plugin.id, faults: fake.faults })]
      : Table.definitions(
          Object.entries(fake.faults).map(([name, text]) => [`${plugin.id}=${name}`, text])
        )
  )
  return Effect.forEach(lines, Output.result, { discard: true })
}

const announce = (standIns: ReadonlyArray<StandIns.StandIn>): Effect.Effect<void> =>
  Effect.forEach(
    [
      "Stand-ins of the services, no AI models; their pictures are drawn by rule:",
      ...Table.columns(
        standIns.map(({ baseUrl, fault, provider }) => [
          `  ${provider}`,
          baseUrl,
          fault === undefined ? "" : `fault: ${fault}`
        ])
      )
    ],
    Output.note,
    { discard: true }
  )

const printEnvironment = (
  standIns: ReadonlyArray<StandIns.StandIn>,
  route: Readonly<Record<string, string>>,
  json: boolean
): Effect.Effect<void> => {
  const lines = json
    ? standIns.map(({ baseUrl, environment, fault, provider }) =>
        JSON.stringify({ provider, baseUrl, environment: { ...environment, ...route }, fault })
      )
    : ShellEnvironment.exportLines(environmentOf(standIns, route))
  return Effect.forEach(lines, Output.result, { discard: true })
}

const environmentOf = (
  standIns: ReadonlyArray<StandIns.StandIn>,
  route: Readonly<Record<string, string>>
): Readonly<Record<string, string>> =>
  Object.assign({}, ...standIns.map(({ environment }) => environment), route)

const exitWith = (code: number): Effect.Effect<void> =>
  Effect.sync(() => {
    process.exitCode = code
  })

const serveForever = (
  standIns: ReadonlyArray<StandIns.StandIn>,
  route: Readonly<Record<string, string>>,
  json: boolean
): Effect.Effect<never> =>
  Effect.gen(function* () {
    yield* announce(standIns)
    yield* Output.note(`Stop with Ctrl-C, or: kill ${process.pid}`)
    yield* printEnvironment(standIns, route, json)
    yield* releaseReader
    yield* exitWith(ExitCode.done)
    return yield* Effect.never
  })

/** Serves until it is interrupted, or until the command after `--` has ended. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const [program, ...args] = input.command
    if (program?.startsWith("-") === true) {
      return yield* new UsageError({
        message: `there is no flag ${program}`,
        hint: "see: easel sandbox --help"
      })
    }
    const faked = yield* select(yield* Plugins.use(input.plugin), input.provider)
    if (input.listFaults) return yield* listFaults(faked, input.json)
    const faults = new Map(yield* Effect.forEach(input.fault, (text) => readFault(text, faked)))
    const { latency, port } = input
    const route = yield* directRoute(faked.map(({ plugin }) => plugin))
    const standIns = yield* Effect.forEach(faked, (each, index) =>
      StandIns.start(each, index, { draw, latency, faults, port })
    )
    if (program === undefined) return yield* serveForever(standIns, route, input.json)
    yield* announce(standIns)
    const code = yield* ChildCommand.run(program, args, environmentOf(standIns, route))
    yield* exitWith(code)
  }).pipe(Effect.scoped)
