import * as HttpServer from "@effect/platform/HttpServer"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

const anyAddress: ReadonlySet<string> = new Set(["0.0.0.0", "::"])

/** Where the server listens, as a client on this machine reaches it. */
export const listeningUrl = Effect.map(
  Effect.serviceOption(HttpServer.HttpServer),
  Option.match({
    onNone: () => "http://localhost",
    onSome: ({ address }) => {
      if (address._tag === "UnixAddress") return "http://localhost"
      const { hostname, port } = address
      if (anyAddress.has(hostname)) return `http://localhost:${port}`
      return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`
    }
  })
)
