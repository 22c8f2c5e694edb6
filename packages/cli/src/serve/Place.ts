/** Where a gateway can be reached. */
import type * as HttpServer from "@effect/platform/HttpServer"

export interface Place {
  readonly port: number
  /** Without a slash at its end. */
  readonly url: string
  /** Nobody beyond this machine is meant to reach it. */
  readonly isLocal: boolean
}

const everywhere: ReadonlySet<string> = new Set(["0.0.0.0", "::"])

const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host === "::1" ||
  host === "[::1]" ||
  host.startsWith("127.")

const isLoopbackUrl = (url: string): boolean =>
  URL.canParse(url) && isLoopback(new URL(url).hostname)

const hostOfUrl = (host: string): string => {
  if (everywhere.has(host)) return "127.0.0.1"
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host
}

/** As it is from this machine. */
export const localUrl = (host: string, port: number): string => `http://${hostOfUrl(host)}:${port}`

export const placeOf = (
  address: HttpServer.Address,
  host: string,
  publicUrl: string | undefined
): Place => {
  const port = address._tag === "TcpAddress" ? address.port : 0
  return {
    port,
    url: (publicUrl ?? localUrl(host, port)).replace(/\/+$/, ""),
    isLocal: isLoopback(host) && (publicUrl === undefined || isLoopbackUrl(publicUrl))
  }
}
