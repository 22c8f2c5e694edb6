import { NodeHttp } from "@easel/node"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import * as Sd35 from "@easel/provider-sd35/Sd35"
import type { Service } from "@easel/core/ImageModel"
import { FakeServer, type Fault, TestPicture } from "@easel/testkit"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

export interface Running {
  readonly server: FakeServer.RunningFake
  readonly model: Service
}

export interface Settings {
  readonly fake?: Partial<Sd35Fake.Options> | undefined
  readonly faults?: ReadonlyArray<Fault.Fault> | undefined
  readonly options?: Sd35.Options | undefined
}

/** The stand-in, and the provider pointed at it. */
export const run = ({ fake, faults, options }: Settings = {}): Effect.Effect<
  Running,
  FakeServer.ListenError | ConfigError.ConfigError,
  HttpClient.HttpClient | Scope.Scope
> =>
  Effect.gen(function* () {
    const service = yield* Sd35Fake.make({
      draw: TestPicture.draw,
      latency: Duration.zero,
      ...fake
    })
    const server = yield* FakeServer.start(service, { faults: faults ?? [] })
    const model = yield* Sd35.make({
      baseUrl: new URL(server.baseUrl),
      backoff: "2 millis",
      wakeInterval: "5 millis",
      ...options
    })
    return { server, model }
  })

/** How often a job was handed in. */
export const submitCount = ({ server }: Running): number =>
  server.requests.filter(({ method, url }) => method === "POST" && url.pathname.includes("/call/"))
    .length

/** Until no answer is being written. */
export const idle = ({ server }: Running) =>
  Effect.repeat(
    Effect.sync(() => server.openReplies()),
    {
      until: (open) => open === 0,
      schedule: Schedule.spaced("5 millis")
    }
  ).pipe(Effect.timeout("5 seconds"))

export const http = NodeHttp.layer
