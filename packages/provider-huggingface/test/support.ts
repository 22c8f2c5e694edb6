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
import { HuggingFace } from "@easel/provider-huggingface"
import * as HuggingFaceFake from "@easel/provider-huggingface/fake/HuggingFaceFake"
import { FakeServer, TestPicture } from "@easel/testkit"

/** Settings of the person who runs the tests have no say in them. */
const noSettings = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))

export const http = Layer.provide(NodeHttp.layer, noSettings)

/** A test over real sockets, with an HTTP client of its own. */
export const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) => it.scopedLive(name, () => Effect.suspend(effect).pipe(Effect.provide(http)))

export const token = "hf_0123456789abcdef"

export interface Setup extends HuggingFace.Options {
  readonly fault?: string
  readonly latency?: Duration.DurationInput
}

/** A stand-in that listens, and the model that talks to it. */
export const setup = ({ fault, latency = 0, ...options }: Setup = {}) =>
  Effect.gen(function* () {
    const service = yield* HuggingFaceFake.make({
      draw: TestPicture.draw,
      latency: Duration.decode(latency),
      fault
    })
    const fake = yield* FakeServer.start(service)
    const model = yield* HuggingFace.make({
      baseUrl: new URL(fake.baseUrl),
      hubUrl: new URL(fake.baseUrl),
      token: Redacted.make(token),
      pollInterval: "5 millis",
      deadline: "10 seconds",
      ...options
    })
    return { fake, model }
  })

/** A request that names a provider. */
export const by = (provider: "hf-inference" | "fal-ai" | "together"): Partial<Input> => ({
  providerOptions: { huggingface: { provider } }
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

/** Method and path of every request, in order. */
export const paths = ({ requests }: FakeServer.RunningFake): ReadonlyArray<string> =>
  requests.map(({ method, url }) => `${method} ${url.pathname}`)

/** The JSON that was sent last. */
export const sent = ({ requests }: FakeServer.RunningFake): unknown =>
  JSON.parse(requests.findLast(({ text }) => text !== "")?.text ?? "")
