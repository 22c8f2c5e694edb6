/** Where other workers reach this one, when nothing was said about it. */
import { createServer } from "node:net"
import { networkInterfaces } from "node:os"
import * as Effect from "effect/Effect"
import { DatabaseError } from "../BatchError.js"

/** A port that is free now. */
const freePort = Effect.async<number, DatabaseError>((resume) => {
  const server = createServer()
  server.once("error", (error) =>
    resume(
      Effect.fail(
        new DatabaseError({ database: "this worker", reason: "Unreachable", detail: error.message })
      )
    )
  )
  server.listen(0, () => {
    const address = server.address()
    server.close(() =>
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
    )
  })
})

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || host.startsWith("127.")

/** The first address of this machine that others can reach. */
const ownHost = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1"

/** A database on this machine is used by workers on this machine. */
export const workerAddress = (databaseHost: string) =>
  Effect.map(freePort, (port) => ({
    host: isLoopback(databaseHost) || databaseHost === "" ? "127.0.0.1" : ownHost(),
    port
  }))
