/** The gateway without a server of its own: from a `Request` to a `Response`. */
import { NodeHttp } from "@easel/node"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import { plugin as sketch } from "@easel/provider-sketch/Sketch"
import { assert, describe, it } from "@effect/vitest"
import * as Gateway from "@easel/server/Gateway"
import { FakeScript, FakeServer } from "@easel/testkit"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import OpenAI from "openai"
import * as Atelier from "./support/atelier.js"
import { answering, ask, base64Of, collect, eventually, picture } from "./support/gateway.js"

const handlerOf = (baseUrl: string) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      HttpApiBuilder.toWebHandler(
        Gateway.layer({ publicUrl: "http://gateway.example" }).pipe(
          Layer.provide(ProviderRegistry.layer([Atelier.plugin(baseUrl), sketch])),
          Layer.provide(NodeHttp.layer),
          Layer.provideMerge(NodeHttpServer.layerContext),
          Layer.provide(Logger.minimumLogLevel(LogLevel.None)),
          Layer.orDie
        )
      )
    ),
    ({ dispose }) => Effect.promise(dispose)
  )

/** The SDK, which hands its requests straight to the gateway. */
const clientOf = (handler: (request: Request) => Promise<Response>) =>
  new OpenAI({
    baseURL: "http://gateway.example/v1",
    apiKey: "test",
    fetch: (input, init) => handler(new Request(input, init))
  })

const request = { model: "atelier-1", prompt: "A cat" }

describe("a web handler", () => {
  it.scopedLive("answers with the picture, and with a stream of events", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const service = yield* FakeServer.start(
        answering({ _tag: "Preview", url }, { _tag: "Done", urls: [url], seed: 7 })
      )
      const { handler } = yield* handlerOf(service.baseUrl)
      const client = clientOf(handler)
      const answer = yield* ask(() => client.images.generate(request))
      assert.strictEqual(answer.data?.[0]?.b64_json, base64Of(url))
      const events = yield* Effect.flatMap(
        ask(() => client.images.generate({ ...request, stream: true, partial_images: 1 })),
        collect
      )
      assert.deepStrictEqual(
        events.map(({ b64_json, type }) => [type, b64_json === base64Of(url)]),
        [
          ["image_generation.partial_image", true],
          ["image_generation.completed", true]
        ]
      )
    })
  )

  it.scopedLive("stops the generation when its reader leaves", () =>
    Effect.gen(function* () {
      const url = yield* picture()
      const service = yield* FakeServer.start(
        FakeScript.make({
          "POST /draw": FakeScript.pieces(
            [
              `data: ${JSON.stringify({ _tag: "Preview", url })}\n\n`,
              { data: "", after: "1 hour" }
            ],
            { headers: { "content-type": "text/event-stream" } }
          )
        })
      )
      const { handler } = yield* handlerOf(service.baseUrl)
      const stream = yield* ask(() =>
        clientOf(handler).images.generate({ ...request, stream: true, partial_images: 1 })
      )
      yield* ask(async () => {
        for await (const _ of stream) break
      })
      yield* eventually("left", () => service.requests.some(({ abandoned }) => abandoned))
    })
  )
})
