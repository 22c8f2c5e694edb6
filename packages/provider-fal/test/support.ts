import { it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { NodeHttp } from "@easel/node"
import { Fal } from "@easel/provider-fal"
import * as FalFake from "@easel/provider-fal/fake/FalFake"
import { FakeServer, TestPicture } from "@easel/testkit"

/** Settings of the person who runs the tests have no say in them. */
const noSettings = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))

export const http = Layer.provide(NodeHttp.layer, noSettings)

/** A test over real sockets, with an HTTP client of its own. */
export const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) => it.scopedLive(name, () => Effect.suspend(effect).pipe(Effect.provide(http)))

export const key = "0a1b2c3d-key-id:9f8e7d6c5b4a-key-secret"

export interface Setup extends Fal.Options {
  readonly fault?: string
  readonly latency?: Duration.DurationInput
  /** After the address of the stand-in. */
  readonly path?: string
}

/** A stand-in that listens, and the model that talks to it. */
export const setup = ({ fault, latency = 0, path = "", ...options }: Setup = {}) =>
  Effect.gen(function* () {
    const service = yield* FalFake.make({
      draw: TestPicture.draw,
      latency: Duration.decode(latency),
      fault
    })
    const fake = yield* FakeServer.start({
      // What stands before the queue takes its own path away.
      handle: (request) =>
        request.url.pathname.startsWith(`${path}/fal-ai`)
          ? service.handle({
              ...request,
              url: new URL(request.url.href.replace(`${path}/fal-ai`, "/fal-ai"))
            })
          : service.handle(request)
    })
    const model = yield* Fal.make({
      baseUrl: new URL(fake.baseUrl + path),
      apiKey: Redacted.make(key),
      pollInterval: "5 millis",
      deadline: "10 seconds",
      ...options
    })
    return { fake, model }
  })

/** The response, and all events before it. */
export const generate = (model: Service, request: Partial<Input> = {}) =>
  Effect.suspend(() => {
    const events: Array<ImageEvent> = []
    return Effect.map(
      model.generate({ prompt: "a lamp", ...request }, (event) =>
        Effect.sync(() => {
          events.push(event)
        })
      ),
      (response) => ({ response, events })
    )
  })

/** Method and path of every request, in order; questions about a job once. */
export const paths = ({ requests }: FakeServer.RunningFake): ReadonlyArray<string> => [
  ...new Set(requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`))
]

/** How often a method was used. */
export const count = ({ requests }: FakeServer.RunningFake, wanted: string): number =>
  requests.filter(({ method }) => method === wanted).length

/** Waits for something that happens on a socket, for a second of real time at most. */
export const eventually = (condition: () => boolean): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (let turn = 0; turn < 500 && !condition(); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    if (!condition()) throw new Error("it did not happen")
  })
