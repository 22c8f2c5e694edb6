/** `easel serve`: the gateway, until it is interrupted. */
import * as HttpServer from "@effect/platform/HttpServer"
import type { PictureStoreError } from "@easel/server/GatewayError"
import * as NodeGateway from "@easel/server/NodeGateway"
import type { SetupError } from "@easel/server/SetupError"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ExitCode } from "../ExitCode.js"
import { settingsLayer } from "../generate/settingsLayer.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import { releaseReader } from "../sandbox/releaseReader.js"
import { traced } from "../tracing/traced.js"
import { UsageError } from "../UsageError.js"
import { announce } from "./announce.js"
import { chosenFirst } from "./chosenFirst.js"
import * as keys from "./keys.js"
import { openBrowser } from "./openBrowser.js"
import { openDurable } from "./openDurable.js"
import { localUrl, placeOf } from "./Place.js"
import { secondEndsAtOnce } from "./signals.js"
import * as studioPage from "./studioPage.js"
import { whoIsThere } from "./whoIsThere.js"

export interface Input {
  readonly port: number
  readonly host: string
  readonly apiKey: ReadonlyArray<string>
  readonly publicUrl: Option.Option<string>
  readonly corsOrigin: ReadonlyArray<string>
  readonly concurrency: Option.Option<number>
  readonly queue: Option.Option<number>
  readonly requestsPerMinute: Option.Option<number>
  readonly concurrencyPerKey: Option.Option<number>
  readonly pictures: Option.Option<string>
  readonly pictureAge: Option.Option<Duration.Duration>
  readonly pictureSpace: Option.Option<number>
  readonly database: Option.Option<string>
  readonly logPrompts: boolean
  readonly open: boolean
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}

const hintOf = (error: SetupError, { host, port }: Input): Effect.Effect<string | undefined> => {
  switch (error.option) {
    case "port":
      return whoIsThere(localUrl(host, port), port)
    case "keys":
      return Effect.succeed(`${keys.variable}="$(openssl rand -hex 24)" easel serve --host ${host}`)
    default:
      return Effect.succeed("see: easel serve --help")
  }
}

/** A gateway that can't start was asked for wrongly. */
const refusal = (input: Input) => (error: SetupError | PictureStoreError) =>
  error._tag === "SetupError"
    ? Effect.flatMap(
        hintOf(error, input),
        (hint) => new UsageError({ message: error.message, hint })
      )
    : new UsageError({
        message: `--pictures: ${error.message}`,
        hint: "name another folder, or none to keep pictures in memory"
      })

const gatewayOptions = (
  input: Input,
  allowed: ReturnType<typeof keys.keysOf>
): NodeGateway.Options => ({
  port: input.port,
  host: input.host,
  version: EASEL_VERSION,
  keys: allowed,
  publicUrl: Option.getOrUndefined(input.publicUrl),
  corsOrigins: input.corsOrigin,
  concurrency: Option.getOrUndefined(input.concurrency),
  queue: Option.getOrUndefined(input.queue),
  requestsPerMinute: Option.getOrUndefined(input.requestsPerMinute),
  concurrencyPerKey: Option.getOrUndefined(input.concurrencyPerKey),
  logPrompts: input.logPrompts,
  pictures: {
    folder: Option.getOrUndefined(input.pictures),
    maximumAge: Option.getOrUndefined(input.pictureAge),
    maximumBytes: Option.getOrUndefined(input.pictureSpace)
  }
})

/** It is what was asked for, not a failure, when a gateway is stopped. */
const endsWell = Effect.sync(() => {
  process.exitCode = ExitCode.done
})

const stopping = Output.note("Stopping: what runs may come to its end. Ctrl-C again ends at once.")

/** Serves until it is interrupted. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const plugins = yield* Effect.flatMap(Plugins.use(input.plugin), chosenFirst)
    const allowed = keys.keysOf(input.apiKey, process.env[keys.variable])
    const durable = yield* openDurable(input, plugins)
    const gateway = yield* Layer.merge(
      studioPage.layer,
      NodeGateway.layer(gatewayOptions(input, allowed))
    ).pipe(
      Layer.provide(durable.layer),
      Layer.provide(settingsLayer(plugins, { proxy: Option.none(), timeout: Option.none() })),
      Layer.build,
      Effect.catchTags({ SetupError: refusal(input), PictureStoreError: refusal(input) })
    )
    yield* Effect.addFinalizer(() => stopping)
    const place = placeOf(
      Context.get(gateway, HttpServer.HttpServer).address,
      input.host,
      Option.getOrUndefined(input.publicUrl)
    )
    const pictures = Option.getOrUndefined(input.pictures)
    yield* secondEndsAtOnce
    yield* endsWell
    yield* announce({ place, plugins, keys: allowed.length, pictures }, input.json)
    yield* releaseReader
    if (input.open) yield* Effect.forkScoped(openBrowser(`${place.url}/`))
    return yield* durable.failure
  }).pipe(Effect.scoped, traced)
