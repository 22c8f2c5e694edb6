import { it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeReply, FakeService } from "@easel/core/Fake"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { NodeHttp } from "@easel/node"
import { ImageLabs } from "@easel/provider-imagelabs"
import * as ImageLabsFake from "@easel/provider-imagelabs/fake/ImageLabsFake"
import { FakeServer, TestPicture } from "@easel/testkit"

/** Settings of the person who runs the tests have no say in them. */
export const noSettings = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))

export const http = Layer.provide(NodeHttp.layer, noSettings)

/** A test over real sockets, with an HTTP client of its own. */
export const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) => it.scopedLive(name, () => Effect.suspend(effect).pipe(Effect.provide(http)))

export interface Setup extends ImageLabs.Options {
  readonly fault?: string
  readonly latency?: Duration.DurationInput
  /** Replies of `/progress`, in order; the last one stays. */
  readonly replies?: ReadonlyArray<FakeReply>
}

export const json = (body: unknown): FakeReply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

const scripted = (service: FakeService, replies: ReadonlyArray<FakeReply>): FakeService => {
  let next = 0
  return {
    handle: (request) => {
      const reply = replies[Math.min(next, replies.length - 1)]
      if (request.url.pathname !== "/progress" || reply === undefined) {
        return service.handle(request)
      }
      next++
      return Effect.succeed(reply)
    }
  }
}

/** A stand-in that listens, and the model that talks to it. */
export const setup = ({ fault, latency = 0, replies = [], ...options }: Setup = {}) =>
  Effect.gen(function* () {
    const service = yield* ImageLabsFake.make({
      draw: TestPicture.draw,
      latency: Duration.decode(latency),
      fault
    })
    const fake = yield* FakeServer.start(scripted(service, replies))
    const model = yield* ImageLabs.make({
      baseUrl: new URL(fake.baseUrl),
      pollInterval: "5 millis",
      pollFloor: 0,
      deadline: "10 seconds",
      ...options
    })
    return { fake, model }
  })

/** All events of a generation. */
export const collect = (model: Service, request: Input = { prompt: "A cat in space" }) =>
  Effect.map(Stream.runCollect(model.stream(request)), (events): ReadonlyArray<ImageEvent> =>
    Chunk.toReadonlyArray(events)
  )

/** The response, as the last event. */
export const responseOf = (events: ReadonlyArray<ImageEvent>): ImageResponse => {
  const last = events.at(-1)
  if (last?._tag !== "ImageResponse") throw new Error(`no response but ${last?._tag}`)
  return last
}

/** The first picture of a generation, fetched. */
export const generateAndLoad = (model: Service) =>
  Effect.flatMap(collect(model), (events) => model.load(responseOf(events).images[0]))

/** How often a path was asked for. */
export const count = (fake: FakeServer.RunningFake, path: string): number =>
  fake.requests.filter(({ url }) => url.pathname === path).length

/** Waits for something that happens on a socket, for a second of real time at most. */
export const eventually = (condition: () => boolean): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (let turn = 0; turn < 500 && !condition(); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    if (!condition()) throw new Error("it did not happen")
  })

/** A moment of real time, whatever the test's clock says. */
export const moment = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 60)))
