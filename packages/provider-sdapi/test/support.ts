/** The stand-in on a real socket, and the provider pointed at it. */
import { NodeHttp } from "@easel/node"
import * as SdApi from "@easel/provider-sdapi/SdApi"
import * as SdApiFake from "@easel/provider-sdapi/fake/SdApiFake"
import type { FakeOptions } from "@easel/core/Fake"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { FakeServer, type Fault, TestPicture } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

export interface Settings {
  readonly fake?: Partial<FakeOptions> | undefined
  readonly faults?: ReadonlyArray<Fault.Fault> | undefined
  readonly options?: SdApi.Options | undefined
}

export interface Running {
  readonly server: FakeServer.RunningFake
  readonly model: Service
}

export const run = ({ fake, faults, options }: Settings = {}) =>
  Effect.gen(function* () {
    const service = yield* SdApiFake.make({
      draw: TestPicture.draw,
      latency: Duration.zero,
      ...fake
    })
    const server = yield* FakeServer.start(service, { faults })
    const model = yield* SdApi.make({
      baseUrl: new URL(server.baseUrl),
      pollInterval: "10 millis",
      ...options
    })
    return { server, model } satisfies Running
  })

/** Makes a small picture, and keeps what is heard before the response. */
export const generate = ({ model }: Running, request: Input = {}) =>
  Effect.gen(function* () {
    const events: Array<ImageEvent> = []
    const small = { prompt: "a cat", width: 64, height: 64 }
    const response = yield* model.generate({ ...small, ...request }, (event) =>
      Effect.sync(() => {
        events.push(event)
      })
    )
    return { response, events }
  })

/** The requests to a path, in order. */
export const asked = ({ server }: Running, path: string) =>
  server.requests.filter(({ method, url }) => `${method} ${url.pathname}` === path)

const Body = Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))

/** The bodies that were sent to a path. */
export const sent = (running: Running, path = "POST /sdapi/v1/txt2img") =>
  asked(running, path).map(({ text }) => Schema.decodeSync(Body)(text))

export const ofTag = <Tag extends ImageEvent["_tag"]>(
  events: ReadonlyArray<ImageEvent>,
  tag: Tag
): ReadonlyArray<Extract<ImageEvent, { readonly _tag: Tag }>> =>
  events.filter((event): event is Extract<ImageEvent, { readonly _tag: Tag }> => event._tag === tag)

export const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(
    Effect.repeat({ until: (met) => met, schedule: Schedule.spaced("5 millis") }),
    Effect.timeout("5 seconds")
  )

export const http = NodeHttp.layer
