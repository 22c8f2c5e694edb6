/** The stand-in servers of the plugins, on this machine's own address. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { FakeOptions, FakeRequest, FakeService, PluginFake } from "@easel/core/Fake"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as FakeServer from "@easel/testkit/FakeServer"
import { defectText } from "../defectText.js"
import * as Output from "../Output.js"
import * as Style from "../terminal/Style.js"
import { UsageError } from "../UsageError.js"

/** A plugin and its stand-in. */
export interface Faked {
  readonly plugin: ImagePlugin
  readonly fake: PluginFake
}

/** A stand-in that listens. */
export interface StandIn {
  readonly provider: string
  readonly baseUrl: string
  /** The variables that point Easel at it. */
  readonly environment: Readonly<Record<string, string>>
  readonly fault: string | undefined
}

export interface Options {
  readonly latency: Duration.Duration
  readonly draw: FakeOptions["draw"]
  /** Fault by provider. */
  readonly faults: ReadonlyMap<string, string>
  /** The first stand-in's port, the others follow; any free ports when missing. */
  readonly port: number | undefined
}

/** A stand-in that can't be loaded is told, and left out. */
const loadOne = (plugin: ImagePlugin): Effect.Effect<ReadonlyArray<Faked>> =>
  plugin.fake === undefined
    ? Effect.succeed([])
    : plugin.fake.pipe(
        Effect.map((fake) => [{ plugin, fake }]),
        Effect.catchAllDefect((defect) =>
          Effect.as(
            Output.note(
              `${Style.yellow("easel:")} the stand-in of ${plugin.id} can't be loaded: ${defectText(defect)}`
            ),
            []
          )
        )
      )

/** The plugins that have a stand-in. */
export const load = (plugins: ReadonlyArray<ImagePlugin>): Effect.Effect<ReadonlyArray<Faked>> =>
  Effect.map(Effect.forEach(plugins, loadOne), (loaded) => loaded.flat())

/** Neither query, headers nor body: they may hold what nobody should read. */
const logLine = (provider: string, { method, url }: FakeRequest, status: number): string =>
  `${provider}  ${method} ${url.pathname} ${status}`

/** The service, with a line on stderr for every answer. */
const logged = (provider: string, service: FakeService): FakeService => ({
  handle: (request) =>
    Effect.tap(service.handle(request), ({ status }) =>
      Output.note(logLine(provider, request, status))
    )
})

const portTaken = ({ message, port }: FakeServer.ListenError): UsageError =>
  new UsageError({
    message: `port ${port} can't be had: ${message}`,
    hint: "choose another --port, or none for any free one"
  })

/** Serves one stand-in until the scope closes. */
export const start = (
  { fake, plugin }: Faked,
  index: number,
  options: Options
): Effect.Effect<StandIn, UsageError, Scope.Scope> =>
  Effect.gen(function* () {
    const fault = options.faults.get(plugin.id)
    const service = yield* fake.make({ draw: options.draw, latency: options.latency, fault })
    const port = options.port === undefined ? 0 : options.port + index
    const server = yield* FakeServer.start(logged(plugin.id, service), { port }).pipe(
      Effect.mapError(portTaken)
    )
    return {
      provider: plugin.id,
      baseUrl: server.baseUrl,
      environment: fake.environment(server.baseUrl),
      fault
    }
  })
