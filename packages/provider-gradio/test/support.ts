import { NodeHttp } from "@easel/node"
import type { ImageError } from "@easel/core/ImageError"
import type { Completed, ProviderEvent } from "@easel/core/ProviderEvent"
import * as Endpoint from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import { raw } from "@easel/provider-gradio/fake/Message"
import * as SpaceFaults from "@easel/provider-gradio/fake/SpaceFaults"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import { FakeServer, type Fault, TestPicture } from "@easel/testkit"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

export const specification = { prompt: "a cat", seed: 7, width: 64, height: 64, detail: 1 }

/** A function that yields these lists of outputs, and says how it is getting on. */
export const endpoint = (
  outputs: ReadonlyArray<Endpoint.Step>,
  generator = false
): Endpoint.Endpoint => ({
  generator,
  inputs: [undefined],
  run: () => Stream.fromIterable(outputs)
})

export const pictureOutput = (detail = 1): Effect.Effect<Endpoint.PictureOutput> =>
  Effect.map(
    TestPicture.draw({ ...specification, detail }),
    (picture) => new Endpoint.PictureOutput({ picture })
  )

export interface Settings {
  readonly fake?: Partial<FakeSpace.Options> | undefined
  /** One of `SpaceFaults`. */
  readonly fault?: string | undefined
  readonly faults?: ReadonlyArray<Fault.Fault> | undefined
  readonly space?: Partial<GradioSpace.Options> | undefined
}

export interface Running {
  readonly server: FakeServer.RunningFake
  readonly space: GradioSpace.GradioSpace
}

/** A stand-in Space with an `infer` that makes one picture, and Easel pointed at it. */
export const run = (
  settings: Settings = {}
): Effect.Effect<
  Running,
  FakeServer.ListenError | ConfigError.ConfigError,
  HttpClient.HttpClient | Scope.Scope
> =>
  Effect.gen(function* () {
    const picture = yield* pictureOutput()
    const fault = settings.fault === undefined ? undefined : SpaceFaults.all[settings.fault]
    if (settings.fault !== undefined && fault === undefined) {
      return yield* Effect.dieMessage(`no fault ${settings.fault}`)
    }
    const service = yield* FakeSpace.make({
      endpoints: { infer: endpoint([[picture, 7]]) },
      misbehaviour: fault?.misbehaviour,
      ...settings.fake
    })
    const server = yield* FakeServer.start(service, { faults: settings.faults ?? [] })
    const space = yield* GradioSpace.make({
      provider: "space",
      baseUrl: new URL(server.baseUrl),
      backoff: "2 millis",
      wakeInterval: "5 millis",
      ...settings.space
    })
    return { server, space }
  })

const call = { api: "infer", data: ["a cat"], seedOutput: 1 }

/** What was said up to the result, or up to the error. */
export interface Said {
  readonly events: ReadonlyArray<ProviderEvent>
  readonly result: Either.Either<Completed, ImageError>
}

export const said = ({ space }: Running, changes: Partial<GradioSpace.Call> = {}) =>
  Effect.suspend((): Effect.Effect<Said> => {
    const events: Array<ProviderEvent> = []
    const emit = (event: ProviderEvent) => Effect.sync(() => void events.push(event))
    return Effect.map(Effect.either(space.generate({ ...call, ...changes }, emit)), (result) => ({
      events,
      result
    }))
  })

/** Everything that was said, the result last. */
export const events = (running: Running, changes: Partial<GradioSpace.Call> = {}) =>
  Effect.flatMap(said(running, changes), ({ events, result }) =>
    Effect.map(result, (completed): ReadonlyArray<ProviderEvent | Completed> => [
      ...events,
      completed
    ])
  )

export const complete = (running: Running, changes: Partial<GradioSpace.Call> = {}) =>
  running.space.generate({ ...call, ...changes }, () => Effect.void)

/** Without what only the queue's stream tells. */
export const withoutQueue = <A extends { readonly _tag: string }>(
  all: ReadonlyArray<A>
): ReadonlyArray<A> => all.filter(({ _tag }) => _tag !== "Queued" && _tag !== "Progress")

export const tags = (all: ReadonlyArray<ProviderEvent | Completed>): ReadonlyArray<string> =>
  all.map((event) => event._tag)

/** Where the pictures of a result lie. */
export const addresses = (completed: Completed): ReadonlyArray<string> =>
  completed.images.map(({ source }) =>
    source._tag === "Url" ? source.url : source._tag === "DataUrl" ? source.dataUrl : "bytes"
  )

const missing = { status: 404, body: '{"detail":"Not Found"}' }

/** The stream of `/call` replaced by these pieces; that of the queue is not to be had. */
export const wire = (...pieces: ReadonlyArray<string>): Partial<FakeSpace.Options> => ({
  misbehaviour: { queue: missing, events: () => Stream.fromIterable(pieces.map(raw)) }
})

/** The queue's stream replaced by these pieces. */
export const queueWire = (...pieces: ReadonlyArray<string>): Partial<FakeSpace.Options> => ({
  misbehaviour: { events: () => Stream.fromIterable(pieces.map(raw)) }
})

/** A body as far as it came, and whether it broke off. */
export const readToEnd = (
  url: string
): Effect.Effect<{ readonly text: string; readonly cut: boolean }> =>
  Effect.promise(async () => {
    const response = await fetch(url)
    const decoder = new TextDecoder()
    let text = ""
    try {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
      return { text, cut: false }
    } catch {
      return { text, cut: true }
    }
  })

export const postCount = ({ server }: Running): number =>
  server.requests.filter(({ method }) => method === "POST").length

export const http = NodeHttp.layer
