import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as AddressPolicy from "@easel/core/AddressPolicy"

const isAllowed = (
  url: string,
  base: string,
  resolver = Option.none<AddressPolicy.HostResolver["Type"]>()
) => Effect.isSuccess(AddressPolicy.check(new URL(url), new URL(base), resolver))

const publicBase = "https://images.example.com"
const loopbackBase = "http://localhost:7860"
const privateBase = "http://192.168.1.20:7860"

const publicHosts = ["93.184.216.34", "cdn.example.org", "[2606:4700::6810:84e5]", "8.8.8.8"]

const loopbackHosts = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "gpu.localhost",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]"
]

const privateHosts = [
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.0.1",
  "3232235777",
  "0xc0a80101",
  "100.64.0.1",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[::ffff:192.168.0.1]",
  "gpu",
  "gpu.local",
  "vault.internal",
  "router.lan",
  "nas.home.arpa",
  "metadata.google.internal"
]

/** Reached from nowhere: link-local (metadata services), unspecified, multicast, tunnels. */
const forbiddenHosts = [
  "169.254.169.254",
  "2852039166",
  "0.0.0.0",
  "0",
  "255.255.255.255",
  "224.0.0.1",
  "240.0.0.1",
  "[::]",
  "[fe80::1]",
  "[ff02::1]",
  "[64:ff9b::7f00:1]",
  "[2002:7f00:1::]",
  "[2001:0:7f00:1::]",
  "[::ffff:169.254.169.254]"
]

const table = (
  title: string,
  hosts: ReadonlyArray<string>,
  expected: { readonly [base: string]: boolean }
) =>
  it.effect(title, () =>
    Effect.gen(function* () {
      for (const host of hosts) {
        for (const [base, allowed] of Object.entries(expected)) {
          assert.strictEqual(
            yield* isAllowed(`http://${host}/a.png`, base),
            allowed,
            `${host} from ${base}`
          )
        }
      }
    })
  )

describe("AddressPolicy", () => {
  table("public addresses are for everyone", publicHosts, {
    [publicBase]: true,
    [loopbackBase]: true,
    [privateBase]: true
  })
  table("loopback is for a service on this machine", loopbackHosts, {
    [publicBase]: false,
    [loopbackBase]: true,
    [privateBase]: false
  })
  table("private networks are for a service in one", privateHosts, {
    [publicBase]: false,
    [loopbackBase]: false,
    [privateBase]: true
  })
  table("some addresses are for nobody", forbiddenHosts, {
    [publicBase]: false,
    [loopbackBase]: false,
    [privateBase]: false
  })

  it.effect("the service's own host is always allowed", () =>
    Effect.gen(function* () {
      assert.isTrue(yield* isAllowed("http://169.254.1.1:9/a.png", "http://169.254.1.1"))
    })
  )

  it.effect("only http and https", () =>
    Effect.gen(function* () {
      for (const url of ["file:///etc/passwd", "ftp://example.com/a.png", "data:image/png,x"]) {
        assert.isFalse(yield* isAllowed(url, publicBase), url)
      }
    })
  )

  it.effect("the refusal names the host and what happened", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        AddressPolicy.check(new URL("http://10.0.0.1:80/x"), new URL(publicBase), Option.none())
      )
      assert.strictEqual(error.reason, "ForbiddenAddress")
      assert.include(error.message, "10.0.0.1")
    })
  )

  describe("with a look-up", () => {
    const resolver = (...addresses: ReadonlyArray<string>) =>
      Option.some(() => Effect.succeed(addresses))

    it.effect("a public name may not mean a private address, not even among others", () =>
      Effect.gen(function* () {
        const url = "http://rebind.example.org/a.png"
        assert.isTrue(yield* isAllowed(url, publicBase, resolver("8.8.8.8")))
        for (const address of ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1", "fe80::1"]) {
          assert.isFalse(yield* isAllowed(url, publicBase, resolver(address)), address)
          assert.isFalse(yield* isAllowed(url, publicBase, resolver("8.8.8.8", address)), address)
        }
        assert.isTrue(yield* isAllowed(url, loopbackBase, resolver("127.0.0.1")))
      })
    )

    it.effect(
      "a name that does not resolve is not fetched, since it may resolve the next time",
      () =>
        Effect.gen(function* () {
          const url = new URL("http://rebind.example.org/a.png")
          const error = yield* Effect.flip(
            AddressPolicy.check(url, new URL(publicBase), resolver())
          )
          assert(error._tag === "TransportError")
          assert.strictEqual(error.reason, "Refused")
          assert.include(error.message, "rebind.example.org")
        })
    )

    it.effect("an address is not looked up", () =>
      Effect.gen(function* () {
        const fails = Option.some(() => Effect.die("looked up"))
        assert.isTrue(yield* isAllowed("http://8.8.8.8/a.png", publicBase, fails))
      })
    )
  })
})
