/**
 * Where a picture's address may lead.
 *
 * A service names the address; without a check it could make this machine fetch from its own
 * private network. Public addresses are allowed. A loopback or private address is allowed only
 * when the provider's own base URL is of the same kind, as with a server on this machine.
 *
 * The host of the base URL itself is always allowed, on any port: a service may hand its pictures
 * out on another port than its API. So a service on this machine can make Easel fetch from any
 * other server on this machine, without credentials, which go to the base URL's own port alone.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import ipaddr from "ipaddr.js"
import { AssetError, TransportError } from "./ImageError.js"

/**
 * Looks a host name up, so that a public name of a private address is recognised; no addresses when
 * it does not resolve. Optional: where it is missing (in a browser, behind a proxy) only the address
 * as written is checked.
 */
export class HostResolver extends Context.Tag("@easel/core/HostResolver")<
  HostResolver,
  (hostname: string) => Effect.Effect<ReadonlyArray<string>>
>() {}

type Kind = "Public" | "Loopback" | "Private" | "Forbidden"

const kinds: Readonly<Record<string, Kind>> = {
  unicast: "Public",
  loopback: "Loopback",
  private: "Private",
  uniqueLocal: "Private",
  carrierGradeNat: "Private"
}

/** The kind of an IP address in any notation; `undefined` for a name. */
const kindOfAddress = (host: string): Kind | undefined => {
  const address = host.replace(/^\[|\]$/g, "")
  if (!ipaddr.isValid(address)) return undefined
  return kinds[ipaddr.process(address).range()] ?? "Forbidden"
}

const kindOfHost = (hostname: string): Kind => {
  const kind = kindOfAddress(hostname)
  if (kind !== undefined) return kind
  const name = hostname.toLowerCase().replace(/\.$/, "")
  if (name === "localhost" || name.endsWith(".localhost")) return "Loopback"
  return /\.(local|internal|lan|home\.arpa)$/.test(name) || !name.includes(".")
    ? "Private"
    : "Public"
}

const isAllowed = (kind: Kind, base: Kind): boolean =>
  kind === "Public" || (kind !== "Forbidden" && kind === base)

const forbidden = (url: URL) =>
  new AssetError({
    reason: "ForbiddenAddress",
    description: `the service names a picture at ${url.host}, which is no public address; it was not fetched`
  })

/** Not left to the connection: its own look-up may find what this one did not. */
const unresolved = (url: URL) =>
  new TransportError({
    phase: "Download",
    reason: "Refused",
    description: `${url.host}: the name does not resolve`
  })

/** Succeeds when a picture of the service at `base` may be fetched from `url`. */
export const check = (
  url: URL,
  base: URL,
  resolver: Option.Option<typeof HostResolver.Service>
): Effect.Effect<void, AssetError | TransportError> =>
  Effect.gen(function* () {
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      return yield* new AssetError({
        reason: "ForbiddenAddress",
        description: `a picture's address must be http or https, not ${url.protocol}`
      })
    }
    if (url.hostname === base.hostname) return
    const allowed = kindOfHost(base.hostname)
    const kind = kindOfHost(url.hostname)
    if (!isAllowed(kind, allowed)) return yield* forbidden(url)
    if (Option.isNone(resolver) || kindOfAddress(url.hostname) !== undefined) return
    const addresses = yield* resolver.value(url.hostname)
    if (addresses.length === 0) return yield* unresolved(url)
    if (addresses.some((address) => !isAllowed(kindOfHost(address), allowed))) {
      return yield* forbidden(url)
    }
  })
