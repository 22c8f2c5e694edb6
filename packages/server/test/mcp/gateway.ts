/** A gateway on a real socket, whose providers ask stand-ins on real sockets. */
import type { FakeOptions } from "@easel/core/Fake"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as NodeHttp from "@easel/node/NodeHttp"
import sd35 from "@easel/provider-sd35"
import sketch from "@easel/provider-sketch"
import * as NodeGateway from "@easel/server/NodeGateway"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as HttpServer from "@effect/platform/HttpServer"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"

export interface Options {
  readonly latency?: Duration.DurationInput | undefined
  /** Of sd35's wire. */
  readonly fault?: string | undefined
  /** What the stand-in's pictures look like. */
  readonly draw?: FakeOptions["draw"] | undefined
  readonly gateway?: Partial<NodeGateway.Options> | undefined
}

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
    const context = yield* NodeGateway.layer({
      port: 0,
      shutdownGrace: 0,
      ...options.gateway
    }).pipe(
      Layer.provide(ProviderRegistry.layer([sketch, sd35])),
      Layer.provide(NodeHttp.layer),
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(environment))),
      Layer.provide(Logger.minimumLogLevel(LogLevel.None)),
      Layer.build
    )
    const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(
      Effect.provide(context)
    )
    return { baseUrl, standIn }
  })
