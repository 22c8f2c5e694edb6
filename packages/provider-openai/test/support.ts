import { it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { FakeService } from "@easel/core/Fake"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { NodeHttp } from "@easel/node"
import { OpenAi, OpenAiHost } from "@easel/provider-openai"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import { FakeServer, TestPicture } from "@easel/testkit"

/** Settings of the person who runs the tests have no say in them. */
export const http = Layer.provide(
  NodeHttp.layer,
  Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))
)

/** A test over real sockets, with an HTTP client of its own. */
export const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) => it.scopedLive(name, () => Effect.suspend(effect).pipe(Effect.provide(http)))

export const key = "sk-of-the-test-4711"

export interface Setup extends OpenAi.Options {
  readonly fault?: string | undefined
  readonly latency?: Duration.DurationInput
  /** Answers instead of the stand-in. */
  readonly service?: FakeService
}

/** A stand-in that listens, and the model that talks to it. */
export const setup = ({ fault, latency = 0, service, ...options }: Setup = {}) =>
  Effect.gen(function* () {
    const standIn = yield* OpenAiFake.of(options.host ?? OpenAiHost.openai).make({
      draw: TestPicture.draw,
      latency: Duration.decode(latency),
      fault
    })
    const fake = yield* FakeServer.start(service ?? standIn)
    const model = yield* OpenAi.make({
      baseUrl: new URL(`${fake.baseUrl}/v1`),
      apiKey: Redacted.make(key),
      ...options
    })
    return { fake, model }
  })

/** A generation with everything that is heard before its response. */
export const generate = (model: Service, request: Input = {}) =>
  Effect.suspend(() => {
    const events: Array<ImageEvent> = []
    return Effect.map(
      model.generate({ prompt: "A cat in space", ...request }, (event) =>
        Effect.sync(() => events.push(event))
      ),
      (response) => ({ events, response, tags: events.map(({ _tag }) => _tag) })
    )
  })

/** The body of the only request, as JSON. */
export const bodyOf = ({ requests }: FakeServer.RunningFake): unknown =>
  JSON.parse(requests[0]?.text ?? "")
