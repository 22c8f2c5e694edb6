/** A plugin that says what can't be told: nobody pays twice for it. */
import { assert, describe, it } from "@effect/vitest"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import { NodeHttp } from "@easel/node"
import * as NodeGateway from "@easel/server/NodeGateway"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import { APIError } from "openai"
import * as StagedProvider from "../generations/StagedProvider.js"
import { ask, clientOf, collect, picture } from "./support/gateway.js"

const staged = Effect.gen(function* () {
  const stage = yield* StagedProvider.make
  const context = yield* NodeGateway.layer({ port: 0, shutdownGrace: 0 }).pipe(
    Layer.provide(ProviderRegistry.layer([stage.plugin])),
    Layer.provide(NodeHttp.layer),
    Layer.provide(Logger.minimumLogLevel(LogLevel.None)),
    Layer.build
  )
  const url = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), context)
  const image = GeneratedImage.fromUrl(yield* picture())
  return { stage, image, client: clientOf(url) }
})

/** As a plugin without types may write it. */
const halfPrice: { amount: number; currency: string } = JSON.parse('{"amount":1}')

const prompt = "a fox"

describe("a plugin", () => {
  it.scopedLive("with a receipt that can't be told fails with 424, once", () =>
    Effect.gen(function* () {
      const { client, image, stage } = yield* staged
      yield* stage.finish([image], { cost: halfPrice })
      const error = yield* Effect.flip(ask(() => client.images.generate({ prompt })))
      assert.instanceOf(error, APIError)
      assert.containSubset(error, { status: 424, code: "provider_defect" })
      assert.lengthOf(stage.submitted, 1)
    })
  )

  it.scopedLive("with a warning that is none fails with 424 at the worst, once", () =>
    Effect.gen(function* () {
      const { client, image, stage } = yield* staged
      const noText: string = JSON.parse("5")
      yield* stage.emit(ProviderEvent.warning("Unsupported", noText))
      yield* stage.finish([image])
      const error = yield* Effect.flip(ask(() => client.images.generate({ prompt })))
      assert.instanceOf(error, APIError)
      assert.containSubset(error, { status: 424 })
      assert.lengthOf(stage.submitted, 1)
    })
  )

  it.scopedLive("with an event that can't be told is heard without it", () =>
    Effect.gen(function* () {
      const { client, image, stage } = yield* staged
      yield* stage.emit(ProviderEvent.queued({ position: 1.5 }))
      yield* stage.emit(ProviderEvent.progress({ fraction: 0.5 }))
      yield* stage.finish([image])
      const request = { prompt, stream: true as const, stream_events: true }
      const stream = yield* ask(() => client.images.generate(request))
      const types = (yield* collect(stream)).map(({ type }): string => type)
      assert.deepStrictEqual(types, ["easel.progress", "image_generation.completed"])
    })
  )
})
