import type * as HttpClientError from "@effect/platform/HttpClientError"
import * as Predicate from "effect/Predicate"
import type { Phase, TransportError } from "../ImageError.js"

/** Codes that say that no connection came to be, so that nothing was sent. */
const refusedCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "ERR_PROXY_TUNNEL",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

const causes = (error: unknown): ReadonlyArray<unknown> => {
  const chain: Array<unknown> = []
  for (let next = error; next !== undefined && next !== null && chain.length < 6;) {
    chain.push(next)
    if (Predicate.hasProperty(next, "errors") && Array.isArray(next.errors)) {
      chain.push(...next.errors)
    }
    next = Predicate.hasProperty(next, "cause") ? next.cause : undefined
  }
  return chain
}

const codeOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "code") && typeof error.code === "string" ? error.code : undefined

/** A connection that stands can time out or lose its route too, when it is read or written. */
const isConnecting = (error: unknown): boolean =>
  !Predicate.hasProperty(error, "syscall") ||
  (error.syscall !== "read" && error.syscall !== "write")

const messageOf = (error: unknown): string | undefined =>
  error instanceof Error && error.message !== "" ? error.message : undefined

const describe = (chain: ReadonlyArray<unknown>, host: string): string => {
  const code = chain.map(codeOf).find((code) => code !== undefined)
  const message = chain
    .slice(1)
    .map(messageOf)
    .filter((text) => text !== undefined)
    .at(-1)
  const text = message ?? messageOf(chain[0]) ?? "the connection failed"
  return `${host}: ${code === undefined || text.includes(code) ? text : `${text} (${code})`}`
}

/**
 * True when an error of the network, or a cause of it, says that no connection came to be: nothing
 * was sent.
 */
export const nothingWasSent = (error: unknown): boolean =>
  causes(error).some((cause) => {
    const code = codeOf(cause)
    return code !== undefined && refusedCodes.has(code) && isConnecting(cause)
  })

/** What a failed connection means. */
export const transportFailure = (
  error: HttpClientError.HttpClientError,
  phase: Phase
): Pick<TransportError, "phase" | "reason" | "description"> => {
  const chain = causes(error)
  const refused = error._tag === "RequestError" && nothingWasSent(error)
  const { url } = error.request
  const host = URL.canParse(url) ? new URL(url).host : url
  return { phase, reason: refused ? "Refused" : "Cut", description: describe(chain, host) }
}
