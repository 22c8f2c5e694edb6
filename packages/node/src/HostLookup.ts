/**
 * One look-up of host names for the check of an address and for the connection that follows, so
 * that a name can't mean a public address to the one and a private address to the other.
 */
import { lookup, type LookupAddress } from "node:dns"
import type { LookupFunction } from "node:net"
import * as Effect from "effect/Effect"

/** How long an answer stands, in milliseconds. */
const lifetime = 10_000

/** How long an answer that is checked still stands at least, so that the connection gets the same. */
const lead = 5_000

interface Entry {
  readonly expires: number
  readonly addresses: Promise<ReadonlyArray<LookupAddress>>
}

export interface HostLookup {
  /** For the sockets of Node. */
  readonly connect: LookupFunction
  /** The addresses of a name; none when it does not resolve. */
  readonly resolve: (hostname: string) => Effect.Effect<ReadonlyArray<string>>
}

const lookupAll = (hostname: string): Promise<ReadonlyArray<LookupAddress>> =>
  new Promise((resolve, reject) => {
    lookup(hostname, { all: true, verbatim: true }, (error, addresses) =>
      error === null ? resolve(addresses) : reject(error)
    )
  })

/** A look-up with a short memory. */
export const make = (): HostLookup => {
  const entries = new Map<string, Entry>()
  const find = (hostname: string, atLeast = 0): Promise<ReadonlyArray<LookupAddress>> => {
    const now = Date.now()
    const known = entries.get(hostname)
    if (known !== undefined && known.expires > now + atLeast) return known.addresses
    for (const [name, entry] of entries) if (entry.expires <= now) entries.delete(name)
    const addresses = lookupAll(hostname)
    entries.set(hostname, { addresses, expires: now + lifetime })
    addresses.catch(() => {
      if (entries.get(hostname)?.addresses === addresses) entries.delete(hostname)
    })
    return addresses
  }
  return {
    connect: (hostname, options, callback) => {
      find(hostname).then(
        (addresses) => {
          const [first] = addresses
          if (options.all === true) return callback(null, [...addresses])
          return first === undefined
            ? callback(
                Object.assign(new Error(`no address for ${hostname}`), { code: "ENOTFOUND" }),
                ""
              )
            : callback(null, first.address, first.family)
        },
        (error: NodeJS.ErrnoException) => callback(error, "")
      )
    },
    resolve: (hostname) =>
      Effect.tryPromise(() => find(hostname, lead)).pipe(
        Effect.map((addresses) => addresses.map(({ address }) => address)),
        Effect.orElseSucceed(() => [])
      )
  }
}
