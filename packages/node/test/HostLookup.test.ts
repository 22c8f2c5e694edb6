import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HostLookup from "@easel/node/HostLookup"

interface Found {
  readonly error: NodeJS.ErrnoException | null
  readonly address: unknown
}

const connect = (lookup: HostLookup.HostLookup, hostname: string, all: boolean) =>
  Effect.async<Found>((resume) => {
    lookup.connect(hostname, { all }, (error, address) =>
      resume(Effect.succeed({ error, address }))
    )
  })

describe("HostLookup", () => {
  it.live("finds the addresses of a name, in both ways that sockets ask", () =>
    Effect.gen(function* () {
      const lookup = HostLookup.make()
      const addresses = yield* lookup.resolve("localhost")
      assert.isTrue(addresses.includes("127.0.0.1") || addresses.includes("::1"))
      const one = yield* connect(lookup, "localhost", false)
      assert.strictEqual(one.address, addresses[0])
      const all = yield* connect(lookup, "localhost", true)
      assert.strictEqual(Array.isArray(all.address) && all.address.length, addresses.length)
    })
  )

  it.live("has no address for a name that is none; the connection says why", () =>
    Effect.gen(function* () {
      const lookup = HostLookup.make()
      assert.deepStrictEqual(yield* lookup.resolve("no-such-host.invalid"), [])
      const { error } = yield* connect(lookup, "no-such-host.invalid", false)
      assert.include(["ENOTFOUND", "EAI_AGAIN"], error?.code)
    })
  )
})
