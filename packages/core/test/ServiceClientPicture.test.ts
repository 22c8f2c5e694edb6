import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { HostResolver } from "@easel/core/AddressPolicy"
import type { FakeReply } from "@easel/core/Fake"
import type { AssetError } from "@easel/core/ImageError"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import type * as ServiceClient from "@easel/core/ServiceClient"
import * as Fault from "@easel/testkit/Fault"
import { eventually, onEachClient, open, reply, serve } from "./support/TestService.js"
import { pngBytes } from "./support/TestModel.js"

const png = reply(pngBytes, "image/png")

const load = (client: ServiceClient.ServiceClient, url: string) =>
  client.load(GeneratedImage.fromUrl(url))

const credentials = {
  token: Redacted.make("hf_secret_token"),
  secretHeaders: { cookie: Redacted.make("session=abcdef") },
  headers: { "x-home": "1" },
  pictureHeaders: { "user-agent": "easel-test" }
}

onEachClient("ServiceClient.load", (it) => {
  it.scoped("fetches a picture, absolute or relative, as its address is written", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const client = yield* open(fake)
      const query = "?sig=a%20b%2Fc&flag&x=~(1)&e="
      for (const url of [`${fake.baseUrl}/a%20b.png${query}#part`, `/a%20b.png${query}`]) {
        const asset = yield* load(client, url)
        assert.deepStrictEqual(Array.from(asset.bytes), Array.from(pngBytes))
        assert.strictEqual(asset.mediaType, "image/png")
      }
      for (const request of fake.requests) {
        assert.strictEqual(request.url.href, `${fake.baseUrl}/a%20b.png${query}`)
        assert.strictEqual(request.headers["accept-encoding"], "identity")
      }
    })
  )

  it.scoped("takes the type from the bytes and not from the header", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => reply(pngBytes, "application/octet-stream"))
      const client = yield* open(fake)
      assert.strictEqual((yield* load(client, "/a.jpg")).mediaType, "image/png")
    })
  )

  it.scoped("reads pieces of bytes", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png, { faults: [Fault.pieces({}, 3)] })
      const client = yield* open(fake)
      assert.deepStrictEqual(Array.from((yield* load(client, "/a")).bytes), Array.from(pngBytes))
    })
  )

  it.scoped("says why a picture can't be had", () =>
    Effect.gen(function* () {
      const large = new Uint8Array(5000)
      large.set(pngBytes)
      const table: ReadonlyArray<readonly [AssetError["reason"], FakeReply, string]> = [
        ["NotFound", reply("", "text/plain", 404), "expired"],
        ["NotFound", reply("", "text/plain", 410), "expired"],
        ["Forbidden", reply("", "text/plain", 403), "key"],
        ["Forbidden", reply("", "text/plain", 401), "key"],
        ["Unreachable", reply("", "text/plain", 418), "418"],
        ["NotAnImage", reply("<html><body>Sorry", "image/png"), "<html><body>Sorry"],
        ["NotAnImage", reply("", "image/png"), "empty"],
        ["NotAnImage", reply(pngBytes.subarray(0, 50), "image/png"), "cut short"],
        ["TooLarge", reply(large, "image/png"), "4000 bytes"],
        ["TooLarge", reply(Stream.forever(Stream.make(large)), "image/png"), "4000 bytes"]
      ]
      for (const [reason, answer, part] of table) {
        const fake = yield* serve(() => answer)
        const client = yield* open(fake, { maximumPictureBytes: 4000 })
        const error = yield* Effect.flip(load(client, "/a.png?token=hf_secret"))
        assert.deepInclude({ ...error }, { _tag: "AssetError", reason })
        assert.include(error.message, part)
        assert.notInclude(error.message, "hf_secret")
        yield* eventually(() => fake.openReplies() === 0)
      }
    })
  )

  it.scoped("tries again what passes: a busy host, a cut body", () =>
    Effect.gen(function* () {
      const faults = [
        Fault.status({ times: 2 }, 503),
        Fault.status({ times: 2 }, 429),
        Fault.cut({ times: 2 }, 20),
        Fault.hangUp({ times: 2 })
      ]
      for (const fault of faults) {
        const fake = yield* serve(() => png, { faults: [fault] })
        const client = yield* open(fake)
        assert.strictEqual((yield* load(client, "/a")).bytes.length, pngBytes.length)
        assert.strictEqual(fake.requests.length, 3)
      }
    })
  )

  it.scoped("a body that stays shorter than announced is a cut connection", () =>
    Effect.gen(function* () {
      const announced = { "content-length": String(pngBytes.length) }
      const fake = yield* serve(() => reply(pngBytes, "image/png", 200, announced), {
        faults: [Fault.cut({}, 20)]
      })
      const client = yield* open(fake)
      const error = yield* Effect.flip(load(client, "/a"))
      assert.deepInclude({ ...error }, { _tag: "TransportError", phase: "Download", reason: "Cut" })
    })
  )

  it.scoped("a slow picture ends with the deadline and closes the socket", () =>
    Effect.gen(function* () {
      for (const fault of [Fault.stall({}, 20), Fault.delay({}, "1 minute")]) {
        const fake = yield* serve(() => png, { faults: [fault] })
        const client = yield* open(fake, { downloadTimeout: "100 millis" })
        const error = yield* Effect.flip(load(client, "/a"))
        assert.deepInclude({ ...error }, { _tag: "GenerationTimeout", deadline: "Download" })
        yield* eventually(() => fake.openReplies() === 0)
      }
    })
  )

  it.scoped("interruption closes the socket", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png, { faults: [Fault.stall({}, 20)] })
      const client = yield* open(fake)
      const fiber = yield* Effect.fork(load(client, "/a"))
      yield* eventually(() => fake.openReplies() === 1)
      yield* Fiber.interrupt(fiber)
      yield* eventually(() => fake.openReplies() === 0)
    })
  )

  it.scoped("credentials go to the service and to nobody else", () =>
    Effect.gen(function* () {
      const foreign = yield* serve(() => png)
      const fake = yield* serve((request) =>
        request.url.pathname === "/away"
          ? reply("", "text/plain", 302, { location: `${foreign.baseUrl}/picture` })
          : png
      )
      const client = yield* open(fake, credentials)
      yield* load(client, "/a.png")
      yield* load(client, "/away")
      yield* load(client, `${foreign.baseUrl}/direct`)
      for (const request of fake.requests) {
        assert.deepInclude(request.headers, {
          authorization: "Bearer hf_secret_token",
          cookie: "session=abcdef",
          "x-home": "1",
          "user-agent": "easel-test"
        })
      }
      assert.strictEqual(foreign.requests.length, 2)
      for (const request of foreign.requests) {
        assert.notProperty(request.headers, "authorization")
        assert.notProperty(request.headers, "cookie")
        assert.notProperty(request.headers, "x-home")
        assert.strictEqual(request.headers["user-agent"], "easel-test")
      }
    })
  )

  it.scoped("a redirect back home brings the credentials back, and circles end", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => reply("", "text/plain", 302, { location: "/again" }))
      const client = yield* open(fake)
      const error = yield* Effect.flip(load(client, "/a"))
      assert.strictEqual(error._tag, "AssetError")
      assert.isAtMost(fake.requests.length, 6)
    })
  )

  it.scoped("names the host that could not be reached", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const foreign = yield* serve(() => png, { faults: [Fault.hangUp({})] })
      const client = yield* open(fake, { retries: 0 })
      const error = yield* Effect.flip(load(client, `${foreign.baseUrl}/a`))
      assert.include(error.message, new URL(foreign.baseUrl).host)
    })
  )

  it.scoped("goes to no address that is forbidden, nor to where one redirects", () =>
    Effect.gen(function* () {
      const away = ["http://10.0.0.1/a", "http://169.254.169.254/latest", "ftp://example.com/a"]
      const fake = yield* serve((request) =>
        reply("", "text/plain", 302, { location: request.url.searchParams.get("to") ?? "/" })
      )
      const client = yield* open(fake)
      for (const url of [...away, ...away.map((to) => `/?to=${encodeURIComponent(to)}`)]) {
        const error = yield* Effect.flip(load(client, url))
        assert.deepInclude({ ...error }, { _tag: "AssetError", reason: "ForbiddenAddress" }, url)
      }
      assert.strictEqual(fake.requests.length, away.length)
    })
  )

  it.scoped("goes to no name of a forbidden address", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const looked: Array<string> = []
      const client = yield* open(fake).pipe(
        Effect.provideService(HostResolver, (hostname) =>
          Effect.sync(() => {
            looked.push(hostname)
            return ["10.0.0.1"]
          })
        )
      )
      const error = yield* Effect.flip(load(client, "http://pictures.example.com/a"))
      assert.deepInclude({ ...error }, { _tag: "AssetError", reason: "ForbiddenAddress" })
      assert.deepStrictEqual(looked, ["pictures.example.com"])
    })
  )

  it.scoped("decodes what needs no network", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const client = yield* open(fake)
      const base64 = Buffer.from(pngBytes).toString("base64")
      const asset = yield* load(client, `data:application/octet-stream;base64,${base64}`)
      assert.strictEqual(asset.mediaType, "image/png")
      assert.strictEqual((yield* load(client, "data:,<svg%20/>")).mediaType, "image/svg+xml")
      assert.strictEqual((yield* client.load(GeneratedImage.fromBytes(pngBytes))).bytes, pngBytes)
      assert.strictEqual(fake.requests.length, 0)
    })
  )

  it.scoped("an address that is none is an error of the picture", () =>
    Effect.gen(function* () {
      const fake = yield* serve(() => png)
      const client = yield* open(fake)
      assert.strictEqual((yield* Effect.flip(load(client, "http://")))._tag, "AssetError")
    })
  )
})
