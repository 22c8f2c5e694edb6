/** The gateway with the studio at `/`, on a free port. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as NodeGateway from "@easel/server/NodeGateway"
import { Studio } from "@easel/studio"
import { registry } from "./TestModels.js"

export interface RunningGateway {
  /** `http://127.0.0.1:<port>`. */
  readonly baseUrl: string
  readonly stop: () => Promise<void>
}

const studio = HttpApiBuilder.Router.use((router) =>
  router.get(
    "/",
    HttpServerResponse.text(Studio.page.text, {
      contentType: Studio.page.mediaType,
      headers: { "content-security-policy": Studio.contentSecurityPolicy }
    })
  )
)

/** `key`: the only one that is let in; none lets everybody in. */
export const start = async (key?: string): Promise<RunningGateway> => {
  const keys = key === undefined ? [] : [Redacted.make(key)]
  const gateway = NodeGateway.layer({ port: 0, keys, shutdownGrace: "0 seconds" })
  const runtime = ManagedRuntime.make(
    Layer.merge(studio, gateway).pipe(
      Layer.provideMerge(registry),
      Layer.provide(Logger.minimumLogLevel(LogLevel.Warning))
    )
  )
  const baseUrl = await runtime.runPromise(
    HttpServer.addressWith((address) =>
      Effect.succeed(address._tag === "TcpAddress" ? `http://127.0.0.1:${address.port}` : "")
    )
  )
  return { baseUrl, stop: () => runtime.dispose() }
}
