// The gateway on the same upstream.
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as NodeGateway from "@easel/server/NodeGateway"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { plugin } from "./plugin.mjs"
import { answerMeasurements } from "./serve.mjs"

const gateway = NodeGateway.layer({ port: 0, concurrency: 4096, queue: 4096 }).pipe(
  Layer.provide(ProviderRegistry.layer([plugin(process.argv[2])])),
  Layer.provide(NodeHttp.layer),
  Layer.provide(Logger.remove(Logger.defaultLogger))
)

const program = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  process.send(address.port)
  answerMeasurements()
  yield* Effect.never
})

Effect.runFork(Effect.provide(program, gateway))
