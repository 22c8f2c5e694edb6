import dns from "node:dns"
import { syncBuiltinESMExports } from "node:module"
import { assert, describe, it, vi } from "@effect/vitest"
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

/** Answers Node's own look-ups, since no name server changes its mind on demand. */
const answerLookupsWith = (address: () => string) => {
  vi.spyOn(dns, "lookup").mockImplementation((...call: ReadonlyArray<unknown>) => {
    const callback = call.at(-1)
    if (typeof callback === "function") callback(null, [{ address: address(), family: 4 }])
  })
  syncBuiltinESMExports()
}

const restore = () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  syncBuiltinESMExports()
}

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

  it.live(
    "gives the connection the answer that was checked, also when it was about to expire",
    () =>
      Effect.gen(function* () {
        yield* Effect.addFinalizer(() => Effect.sync(restore))
        let count = 0
        answerLookupsWith(() => `203.0.113.${++count}`)
        vi.useFakeTimers({ toFake: ["Date"], now: 0 })
        const lookup = HostLookup.make()
        yield* connect(lookup, "rebind.example", false)
        vi.setSystemTime(9_999)
        const [checked] = yield* lookup.resolve("rebind.example")
        vi.setSystemTime(10_001)
        const { address } = yield* connect(lookup, "rebind.example", false)
        assert.strictEqual(address, checked)
      }).pipe(Effect.scoped)
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
