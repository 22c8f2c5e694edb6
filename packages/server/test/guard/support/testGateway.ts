/** A gateway on a port of its own, over a provider that does what its test says. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { loadEmbedded } from "@easel/core/ImageAsset"
import * as ImageModel from "@easel/core/ImageModel"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import { completed } from "@easel/core/ProviderEvent"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as NodeGateway from "@easel/server/NodeGateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { png } from "./pictures.js"

export const model = new ModelInfo({
  provider: "test",
  name: "test-1",
  label: "Test",
  aliases: [],
  working: true,
  supportsStream: false,
  supportsSystemMessage: false,
  supportsMessageHistory: false,
  takes: {
    size: {
      _tag: "SizeRange",
      default: { width: 16, height: 16 },
      minimum: 16,
      maximum: 1024,
      multiple: 16
    },
    negativePrompt: false,
    count: 1,
    images: 0,
    mask: false,
    strength: false,
    outputFormats: ["image/png"]
  },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false }
})

/** What the provider does before it gives its picture, and what became of it. */
export class Work {
  started = 0
  interrupted = 0

  constructor(readonly before: Effect.Effect<void> = Effect.void) {}

  get layer() {
    const service = ImageModel.make({
      info: model,
      version: "1.0.0",
      options: Schema.Struct({}),
      load: loadEmbedded,
      generate: () =>
        Effect.suspend(() => {
          this.started++
          return this.before
        }).pipe(
          Effect.zipRight(png(1)),
          Effect.map(({ bytes }) => completed({ images: [GeneratedImage.fromBytes(bytes)] })),
          Effect.onExit((exit) =>
            Effect.sync(() => {
              if (Exit.isInterrupted(exit)) this.interrupted++
            })
          )
        )
    })
    const plugin = ImagePlugin.define({
      id: "test",
      version: "1.0.0",
      label: "Test",
      homepage: "https://test.example",
      url: "https://test.example",
      apiEndpoint: "https://test.example",
      models: [model],
      settings: {},
      options: Schema.Struct({}),
      make: () => Effect.succeed(service)
    })
    return Layer.provide(ProviderRegistry.layer([plugin]), FetchHttpClient.layer)
  }
}

/** What is written to the log, as text with all that goes with it. */
export const logInto = (lines: Array<string>) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.map(Logger.logfmtLogger, (line) => {
      lines.push(line)
    })
  )

export const keyOf = (caller: string): string => `a key that only ${caller} has`.replace(/ /g, "-")

export const keys = ["alice", "bob"].map((caller) => Redacted.make(keyOf(caller)))

export const withKey = (caller: string) => ({ authorization: `Bearer ${keyOf(caller)}` })

/** Until the scope closes. */
export const testGateway = (options: Partial<NodeGateway.Options> = {}, work = new Work()) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const context = yield* Layer.build(
      NodeGateway.layer({ port: 0, ...options }).pipe(
        Layer.provide(work.layer),
        Layer.provide(logInto(lines))
      )
    )
    const { address } = Context.get(context, HttpServer.HttpServer)
    const port = address._tag === "TcpAddress" ? address.port : 0
    return { lines, port, url: `http://127.0.0.1:${port}`, work }
  })

/** An exchange that ends, and all of its answer. */
export const ask = (url: string, init: RequestInit & { readonly duplex?: "half" } = {}) =>
  Effect.tryPromise(async (signal) => {
    const answer = await fetch(url, { ...init, signal })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text }
  })

export const json = { "content-type": "application/json" }

export const generate = (url: string, headers: Record<string, string> = {}, prompt = "A fox") =>
  ask(`${url}/v1/images/generations`, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify({ prompt })
  })

/** Waits until something becomes true; the test's own time limit is the other end. */
export const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))
