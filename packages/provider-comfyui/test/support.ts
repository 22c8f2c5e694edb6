/** The stand-in on a real socket, and the provider pointed at it. */
import { NodeHttp } from "@easel/node"
import * as ComfyUi from "@easel/provider-comfyui/ComfyUi"
import * as ComfyUiFake from "@easel/provider-comfyui/fake/ComfyUiFake"
import { Workflow } from "@easel/provider-comfyui/ComfyUiOptions"
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
  readonly options?: ComfyUi.Options | undefined
}

export interface Running {
  readonly server: FakeServer.RunningFake
  readonly model: Service
}

export const run = ({ fake, faults, options }: Settings = {}) =>
  Effect.gen(function* () {
    const service = yield* ComfyUiFake.make({
      draw: TestPicture.draw,
      latency: Duration.millis(20),
      ...fake
    })
    const server = yield* FakeServer.start(service, { faults })
    const model = yield* ComfyUi.make({
      baseUrl: new URL(server.baseUrl),
      pollInterval: "5 millis",
      ...options
    })
    return { server, model } satisfies Running
  })

const small = { width: 64, height: 64 }

/** Makes a small picture, and keeps what is heard before the response. */
export const generate = ({ model }: Running, request: Input = {}) =>
  Effect.gen(function* () {
    const events: Array<ImageEvent> = []
    const response = yield* model.generate({ prompt: "a cat", ...small, ...request }, (event) =>
      Effect.sync(() => {
        events.push(event)
      })
    )
    return { response, events }
  })

const Submission = Schema.parseJson(Schema.Struct({ prompt: Workflow, client_id: Schema.String }))

/** The requests to a path, in order. */
export const asked = ({ server }: Running, path: string) =>
  server.requests.filter(({ method, url }) => `${method} ${url.pathname}` === path)

/** The jobs that were submitted. */
export const submissions = (running: Running) =>
  asked(running, "POST /prompt").map(({ text }) => Schema.decodeSync(Submission)(text))

/** The workflow of the last job. */
export const sent = (running: Running): Workflow => submissions(running).at(-1)?.prompt ?? {}

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
