/** A gateway on a real socket, whose providers ask stand-ins on real sockets. */
import * as NodeHttp from "@easel/node/NodeHttp"
import type { FakeOptions } from "@easel/core/Fake"
import type { ImageAsset } from "@easel/core/ImageAsset"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"
import { PictureLinks } from "@easel/server/PictureLinks"
import { PictureNotFound } from "@easel/server/GatewayError"
import * as NodeGateway from "@easel/server/NodeGateway"
import { PictureName, PictureStore } from "@easel/server/PictureStore"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as HttpServer from "@effect/platform/HttpServer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export interface Options {
  readonly latency?: Duration.DurationInput | undefined
  /** Of sd35's wire. */
  readonly fault?: string | undefined
  /** What the stand-in's pictures look like. */
  readonly draw?: FakeOptions["draw"] | undefined
  readonly gateway?: Omit<NodeGateway.Options, "port"> | undefined
}

const memoryStore = Layer.sync(PictureStore, () => {
  const kept = new Map<PictureName, ImageAsset>()
  return {
    put: (picture) =>
      Effect.sync(() => {
        const name = PictureName.make(`${"0".repeat(64)}.png`)
        kept.set(name, picture)
        return name
      }),
    get: (name) => {
      const found = kept.get(name)
      return found === undefined ? Effect.fail(new PictureNotFound()) : Effect.succeed(found)
    }
  }
})

const links = Layer.succeed(PictureLinks, {
  urlOf: (name) => Effect.succeed(`http://gateway.example/api/images/${name}`),
  verify: () => Effect.void
})

/** The address of a gateway with sketch and sd35, and the stand-in of sd35. */
export const gateway = (options: Options = {}) =>
  Effect.gen(function* () {
    const fake = yield* sd35.fake ?? Effect.dieMessage("sd35 has no stand-in")
    const service = yield* fake.make({
      draw: options.draw ?? TestPicture.draw,
      latency: Duration.decode(options.latency ?? 0),
      fault: options.fault
    })
    const standIn = yield* FakeServer.start(service)
    const environment = new Map(Object.entries(fake.environment(standIn.baseUrl)))
    const context = yield* NodeGateway.layer({ port: 0, ...options.gateway }).pipe(
      Layer.provide(ProviderRegistry.layer([sketch, sd35])),
      Layer.provide(NodeHttp.layer),
      Layer.provide(memoryStore),
      Layer.provide(links),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(environment))),
      Layer.build
    )
    const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(
      Effect.provide(context)
    )
    return { baseUrl: baseUrl.replace("0.0.0.0", "127.0.0.1"), standIn }
  })
