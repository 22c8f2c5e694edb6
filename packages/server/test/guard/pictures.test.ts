import { mkdir, rm } from "node:fs/promises"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { assert, describe, it } from "@effect/vitest"
import type { ImageAsset } from "@easel/core/ImageAsset"
import * as PictureLinks from "@easel/server/PictureLinks"
import * as PictureStore from "@easel/server/PictureStore"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { listeningUrl } from "../../src/internal/listeningUrl.js"
import * as nodeServer from "../../src/internal/nodeServer.js"
import { png, svg } from "./support/pictures.js"
import { open, statuses } from "./support/rawHttp.js"
import { ask, eventually, keyOf, keys, testGateway, withKey } from "./support/testGateway.js"

const secret = Redacted.make("the secret of two gateways")
const name = PictureStore.PictureName.make(`${"ab".repeat(32)}.png`)

const makeLinks = (options: Partial<PictureLinks.Options> = {}) =>
  Effect.map(
    Layer.build(PictureLinks.layer({ publicUrl: "https://easel.example", ...options })),
    Context.get(PictureLinks.PictureLinks)
  )

/** What a gateway would hear of this address. */
const partsOf = (address: string) => {
  const url = new URL(address)
  return {
    name: PictureStore.PictureName.make(url.pathname.split("/").at(-1) ?? ""),
    expires: Number(url.searchParams.get("expires")),
    signature: url.searchParams.get("signature") ?? ""
  }
}

describe("an address of a picture", () => {
  it.scoped("is absolute, begins with the public address, and is good for its time", () =>
    Effect.gen(function* () {
      const links = yield* makeLinks({ publicUrl: "https://a.example/b/", lifetime: "10 minutes" })
      const address = yield* links.urlOf(name)
      assert.isTrue(address.startsWith(`https://a.example/b/api/images/${name}?`))
      yield* TestClock.adjust("599 seconds")
      yield* links.verify(partsOf(address))
      yield* TestClock.adjust("1 seconds")
      const refused = yield* Effect.flip(links.verify(partsOf(address)))
      assert.strictEqual(refused.reason, "Expired")
    })
  )

  it.scoped("that was changed is refused, expired or not", () =>
    Effect.gen(function* () {
      const links = yield* makeLinks()
      const parts = partsOf(yield* links.urlOf(name))
      const other = PictureStore.PictureName.make(`${"cd".repeat(32)}.png`)
      const forged = [
        { ...parts, name: other },
        { ...parts, expires: parts.expires + 1 },
        { ...parts, expires: 0 },
        { ...parts, expires: Number.NaN },
        { ...parts, expires: Number.POSITIVE_INFINITY },
        { ...parts, signature: "" },
        { ...parts, signature: parts.signature.slice(1) },
        { ...parts, signature: `${parts.signature}=` },
        { ...parts, signature: "ä".repeat(parts.signature.length) },
        { ...parts, signature: "A".repeat(parts.signature.length) }
      ]
      for (const link of forged) {
        const refused = yield* Effect.flip(links.verify(link))
        assert.strictEqual(refused.reason, "Forged")
      }
    })
  )

  it.scoped("is good at another gateway only with the same secret", () =>
    Effect.gen(function* () {
      const one = yield* makeLinks({ secret })
      const same = yield* makeLinks({ secret })
      const other = yield* makeLinks()
      const parts = partsOf(yield* one.urlOf(name))
      yield* same.verify(parts)
      assert.strictEqual((yield* Effect.flip(other.verify(parts))).reason, "Forged")
    })
  )
})

describe("the route of pictures", () => {
  /** A gateway with these pictures, and their addresses there. */
  const serve = (
    pictures: ReadonlyArray<ImageAsset>,
    lifetime: Duration.DurationInput = "1 hour"
  ) =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* fileSystem.makeTempDirectoryScoped({ prefix: "easel-pictures-" })
      const store = Context.get(
        yield* Layer.build(PictureStore.layerFileSystem({ folder })),
        PictureStore.PictureStore
      )
      const gateway = yield* testGateway({ keys, pictures: { folder, secret } })
      const links = yield* makeLinks({ publicUrl: gateway.url, secret, lifetime })
      const urlOf = (picture: ImageAsset) => Effect.flatMap(store.put(picture), links.urlOf)
      return { ...gateway, folder, urls: yield* Effect.forEach(pictures, urlOf) }
    }).pipe(Effect.provide(NodeContext.layer))

  it.scopedLive("gives the bytes to whoever has the address, and says what they are", () =>
    Effect.gen(function* () {
      const picture = yield* png(1)
      const { urls } = yield* serve([picture])
      const [url = ""] = urls
      const answer = yield* Effect.promise(() => fetch(url))
      assert.strictEqual(answer.status, 200)
      const bytes = new Uint8Array(yield* Effect.promise(() => answer.arrayBuffer()))
      assert.deepStrictEqual([...bytes], [...picture.bytes])
      const { headers } = answer
      assert.strictEqual(headers.get("content-type"), "image/png")
      assert.strictEqual(headers.get("content-length"), String(picture.bytes.length))
      assert.match(headers.get("cache-control") ?? "", /^private, immutable, max-age=3[56]\d\d$/)
      const disposition = headers.get("content-disposition") ?? ""
      assert.match(disposition, /^inline; filename="easel-[0-9a-f]{12}\.png"$/)
      assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
    })
  )

  it.scopedLive("gives a drawing that can run nothing", () =>
    Effect.gen(function* () {
      const { urls } = yield* serve([svg("a")])
      const { headers } = yield* ask(urls[0] ?? "")
      assert.strictEqual(headers.get("content-type"), "image/svg+xml")
      const policy = headers.get("content-security-policy")
      assert.strictEqual(policy, "sandbox; default-src 'none'")
    })
  )

  it.scopedLive("says the same to HEAD, without the bytes", () =>
    Effect.gen(function* () {
      const picture = yield* png(1)
      const { urls } = yield* serve([picture])
      const [url = ""] = urls
      const { headers, status, text } = yield* ask(url, { method: "HEAD" })
      assert.strictEqual(status, 200)
      assert.strictEqual(headers.get("content-length"), String(picture.bytes.length))
      assert.strictEqual(text, "")
    })
  )

  it.scopedLive("refuses each other address by what is wrong with it", () =>
    Effect.gen(function* () {
      const { folder, port, url: base, urls } = yield* serve([svg("a"), svg("b")])
      const [one = "", other = ""] = urls
      const { pathname, search } = new URL(one)
      const { urls: expired } = yield* serve([svg("a")], 0)
      const bare = "/api/images"
      const cases: ReadonlyArray<readonly [what: string, path: string, status: number]> = [
        ["as it was given", `${pathname}${search}`, 200],
        ["without a signature", pathname, 403],
        ["the signature of another one", `${new URL(other).pathname}${search}`, 403],
        ["another time", `${pathname}${search.replace(/expires=\d/, "expires=9")}`, 403],
        ["a time that is none", `${pathname}${search.replace(/expires=\d+/, "expires=soon")}`, 403],
        ["another signature", `${pathname}${search.slice(0, -4)}AAAA`, 403],
        ["twice the signature", `${pathname}${search}&signature=AAAA`, 403],
        ["no picture's name", `${bare}/secret.png${search}`, 404],
        [
          "a name in capitals",
          `${pathname.toUpperCase().replace("/API/IMAGES", bare)}${search}`,
          404
        ],
        ["a way up", `${bare}/..%2F..%2F..%2Fetc%2Fpasswd${search}`, 404],
        ["a way up that is not hidden", `${bare}/../../etc/passwd${search}`, 404],
        ["a null", `${pathname}%00${search}`, 404],
        ["a broken escape", `${bare}/%zz${search}`, 404],
        ["a folder", `${bare}/${search}`, 404]
      ]
      for (const [what, path, status] of cases) {
        const socket = yield* open(port)
        yield* socket.send(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
        assert.deepStrictEqual(statuses(yield* socket.until(/\r\n\r\n/)), [status], what)
      }
      const late = yield* ask(base + (expired[0] ?? "").replace(/^http:..[^/]+/, ""))
      assert.strictEqual(late.status, 403)
      assert.include(late.text, "expired")
      yield* Effect.promise(() => rm(folder, { recursive: true }))
      yield* Effect.promise(() => mkdir(folder))
      assert.strictEqual((yield* ask(one)).status, 404)
    })
  )

  it.scopedLive("writes no signature to the log, and none to a span", () =>
    Effect.gen(function* () {
      const spans: Array<string> = []
      const tracer = Tracer.make({
        span: (name, parent, context, links, startTime, kind) => ({
          _tag: "Span",
          spanId: "1",
          traceId: "1",
          sampled: true,
          status: { _tag: "Started", startTime },
          attributes: new Map(),
          name,
          parent,
          context,
          links,
          kind,
          attribute: (key, value) => void spans.push(`${key}=${String(value)}`),
          end: () => undefined,
          event: () => undefined,
          addLinks: () => undefined
        }),
        context: (run) => run()
      })
      const gateway = yield* serve([svg("a")]).pipe(Effect.withTracer(tracer))
      const [url = ""] = gateway.urls
      yield* ask(url)
      yield* ask(`${gateway.url}/api/providers`, {
        headers: { ...withKey("alice"), "x-goog-secret": "of-a-proxy" }
      })
      yield* eventually(() => gateway.lines.length === 2)
      const told = [...gateway.lines, ...spans].join("\n")
      assert.include(told, "url.path=/api/providers")
      assert.include(told, "http.request.header.host=127.0.0.1")
      assert.notInclude(told, "of-a-proxy")
      assert.notInclude(told, new URL(url).searchParams.get("signature") ?? "?")
      assert.notInclude(told, keyOf("alice"))
    })
  )

  it.scopedLive("of two gateways with one folder and one secret knows the pictures of both", () =>
    Effect.gen(function* () {
      const first = yield* serve([svg("a")])
      const second = yield* testGateway({ pictures: { folder: first.folder, secret } })
      const { pathname, search } = new URL(first.urls[0] ?? "")
      assert.strictEqual((yield* ask(`${second.url}${pathname}${search}`)).status, 200)
    })
  )
})

describe("addresses without a public one", () => {
  const cases = [
    ["127.0.0.1", /^http:\/\/127\.0\.0\.1:\d+$/],
    ["::1", /^http:\/\/\[::1\]:\d+$/],
    ["0.0.0.0", /^http:\/\/localhost:\d+$/]
  ] as const
  for (const [host, expected] of cases) {
    it.scopedLive(`begin with where the server listens: ${host}`, () =>
      Effect.gen(function* () {
        const url = yield* Effect.provide(listeningUrl, nodeServer.layer({ host, port: 0 }))
        assert.match(url, expected)
      })
    )
  }
})
