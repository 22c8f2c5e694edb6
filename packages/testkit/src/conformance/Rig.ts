import { createServer } from "node:http"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Supervisor from "effect/Supervisor"
import type { FakeReply, FakeRequest, FakeService, PluginFake } from "@easel/core/Fake"
import type { Service } from "@easel/core/ImageModel"
import * as FakeServer from "../FakeServer.js"
import type { Fault } from "../Fault.js"
import { host, listen } from "../internal/listen.js"
import { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import * as FastClock from "./FastClock.js"
import { draw } from "./notedPicture.js"
import { Recorder } from "./Recorder.js"

/** Under which conditions a plugin is tried. */
export interface Conditions {
  /** One of the stand-in's own faults. */
  readonly fault?: string | undefined
  readonly faults?: ReadonlyArray<Fault> | undefined
  /** How long the stand-in works on a picture, in time of the wall. Default 20 ms. */
  readonly latency?: Duration.DurationInput | undefined
  /** How fast the plugin's clock runs. Default 100 times. */
  readonly speed?: number | undefined
  /** Nobody listens where the service should be. */
  readonly unreachable?: boolean | undefined
  /** Settings that differ from those of the stand-in. */
  readonly settings?: Readonly<Record<string, string>> | undefined
}

/** A request that the stand-in itself answered, with the status. */
export interface Handled {
  readonly request: FakeRequest
  readonly status: number
}

/** A plugin set up against its stand-in, and everything that can be seen of both. */
export interface Rig {
  /** Missing when the plugin has no stand-in. */
  readonly server: FakeServer.RunningFake | undefined
  /** What the stand-in answered, faults that lay in front of it left out. */
  readonly handled: ReadonlyArray<Handled>
  readonly model: Service
  /** Builds the plugin once more, in the same scope. */
  readonly build: Effect.Effect<Service, Failed>
  readonly recorder: Recorder
  /** The value of every secret setting. */
  readonly secrets: ReadonlyArray<string>
  /** Runs what is the plugin's: its clock, its logs, its spans, its fibers. */
  readonly inside: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Lets the plugin's minutes pass in a moment, for what would take until a deadline. */
  readonly hurry: Effect.Effect<void>
  /** Fibers of the plugin that live now. */
  readonly fibers: Effect.Effect<number>
  /** Closes the plugin's scope, as a program does when it ends. */
  readonly close: Effect.Effect<void>
  /** True while a picture is fetched. */
  loading: boolean
}

/** Ten minutes in a tenth of a second. */
const hurriedSpeed = 6000

/** The address of a port where nobody listens. */
const closedPort: Effect.Effect<string, Failed> = Effect.scoped(
  Effect.acquireRelease(
    Effect.sync(() => createServer()),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
      })
  ).pipe(
    Effect.flatMap((server) => listen(server, 0)),
    Effect.mapBoth({
      onFailure: ({ message }) => new Failed({ message }),
      onSuccess: (port) => `http://${host}:${port}`
    })
  )
)

/** Every secret setting gets a value that occurs nowhere else, unless the stand-in asks for one. */
export const secretSettings = (
  { plugin }: Bench,
  given: Readonly<Record<string, string>>
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.values(plugin.settings)
      .filter(({ secret }) => secret)
      .map(({ variable }, index) => [variable, given[variable] ?? `kit-secret-${index}-q7Zx0Kp3Vw`])
  )

const serve = (bench: Bench, fake: PluginFake, conditions: Conditions, handled: Array<Handled>) =>
  Effect.gen(function* () {
    const service = yield* fake.make({
      draw,
      latency: Duration.decode(conditions.latency ?? "20 millis"),
      fault: conditions.fault
    })
    const watched: FakeService = {
      handle: (request) =>
        Effect.tap(service.handle(request), ({ status }: FakeReply) =>
          Effect.sync(() => handled.push({ request, status }))
        )
    }
    return yield* Effect.mapError(
      FakeServer.start(watched, { faults: conditions.faults }),
      ({ message }) => new Failed({ message: `${bench.plugin.id}: ${message}` })
    )
  })

const http = ({
  subject
}: Bench): Effect.Effect<Context.Context<HttpClient.HttpClient>, Failed, Scope.Scope> =>
  Effect.mapError(
    Layer.build(subject.http ?? FetchHttpClient.layer),
    (error) =>
      new Failed({
        message: `the HTTP client could not be built: ${Cause.pretty(Cause.fail(error))}`
      })
  )

/** Starts the stand-in and builds the plugin that talks to it. */
export const open = (
  bench: Bench,
  conditions: Conditions = {}
): Effect.Effect<Rig, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const { fake, info, plugin } = bench
    const handled: Array<Handled> = []
    const server = fake === undefined ? undefined : yield* serve(bench, fake, conditions, handled)
    const baseUrl = conditions.unreachable === true ? yield* closedPort : server?.baseUrl
    const given = baseUrl === undefined ? {} : (fake?.environment(baseUrl) ?? {})
    const secrets = secretSettings(bench, given)
    const settings = { ...given, ...secrets, ...conditions.settings }

    const recorder = new Recorder()
    const supervisor = yield* Supervisor.track
    const provider = ConfigProvider.fromMap(new Map(Object.entries(settings)))
    const clock = FastClock.make(conditions.speed ?? 100)
    const inside: Rig["inside"] = (effect) =>
      effect.pipe(
        recorder.around,
        Effect.withConfigProvider(provider),
        Effect.withClock(clock),
        Effect.supervised(supervisor)
      )

    const client = yield* http(bench)
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope) =>
      Scope.close(scope, Exit.void)
    )
    const build = plugin.make(info).pipe(
      Scope.extend(scope),
      Effect.provide(client),
      inside,
      Effect.mapError(
        (error) => new Failed({ message: `could not be built: ${Cause.pretty(Cause.fail(error))}` })
      )
    )
    const model = yield* build
    return {
      build,
      server,
      handled,
      model,
      recorder,
      secrets: Object.values(secrets),
      inside,
      hurry: Effect.sync(() => clock.hurry(hurriedSpeed)),
      fibers: Effect.map(supervisor.value, (fibers) => fibers.length),
      close: inside(Scope.close(scope, Exit.void)),
      loading: false
    }
  })
