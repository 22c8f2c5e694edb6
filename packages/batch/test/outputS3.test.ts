import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import type { OutputError } from "@easel/batch/BatchError"
import { OutputStore } from "@easel/batch/OutputStore"
import * as Outputs from "@easel/batch/Outputs"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Fault from "@easel/testkit/Fault"
import { filesBelow, folder } from "./support/folders.js"
import { failure, standInStore } from "./support/standInStore.js"

const encode = (text: string) => new TextEncoder().encode(text)
const bytes = encode("a picture")
const type = "image/png"

const clients = { fetch: FetchHttpClient.layer, undici: Layer.orDie(NodeHttp.layer) }

const settings = (baseUrl: string) => ({
  AWS_ACCESS_KEY_ID: "AKEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "SECRETEXAMPLE",
  AWS_SESSION_TOKEN: "TOKENEXAMPLE",
  AWS_ENDPOINT_URL: baseUrl
})

const open = (
  output: string,
  environment: Readonly<Record<string, string>>,
  client: keyof typeof clients = "fetch"
) =>
  Layer.build(Layer.provide(Outputs.layer, clients[client])).pipe(
    Effect.flatMap((context) => Context.get(context, OutputStore).open(output)),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
  )

const started = (guards = true, options: FakeServer.Options = {}) =>
  Effect.gen(function* () {
    const store = standInStore(guards)
    const fake = yield* FakeServer.start(store, options)
    return { store, fake, place: yield* open("s3://pictures/run", settings(fake.baseUrl)) }
  })

const assertNoKey = (error: OutputError) => {
  assert.notMatch(JSON.stringify(error) + error.message, /AKEXAMPLE|SECRETEXAMPLE|TOKENEXAMPLE/)
}

describe("Outputs", () => {
  it.scopedLive("tells folders from stores, and neither from anything else", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const place = yield* open(path, {})
      yield* place.put("1.png", bytes, type)
      assert.deepStrictEqual(yield* filesBelow(path), ["1.png"])
      const error = yield* Effect.flip(open("ftp://host/folder", {}))
      assert.strictEqual(error.reason, "Invalid")
    })
  )
})

for (const guards of [true, false]) {
  describe(guards ? "S3Output" : "S3Output on a store that knows no If-None-Match", () => {
    it.scopedLive("tries the store, and removes what it tried it with", () =>
      Effect.gen(function* () {
        const { fake, store } = yield* started(guards)
        assert.strictEqual(store.objects.size, 0)
        const [key = ""] = fake.requests.map(({ url }) => url.pathname)
        assert.match(key, /^\/pictures\/run\/\.easel-probe-[0-9a-f-]{36}$/)
        assert.deepStrictEqual(
          fake.requests.map(({ method, url }) => `${method} ${url.pathname}`),
          ["PUT", "PUT", "DELETE"].map((method) => `${method} ${key}`)
        )
      })
    )

    it.scopedLive("takes the same bytes again, and leaves other bytes alone", () =>
      Effect.gen(function* () {
        const { place, store } = yield* started(guards)
        const location = yield* place.put("a b/ü+1.png", bytes, type)
        assert.strictEqual(location, "s3://pictures/run/a b/ü+1.png")
        assert.strictEqual(yield* place.put("a b/ü+1.png", bytes, type), location)
        const error = yield* Effect.flip(place.put("a b/ü+1.png", encode("other"), type))
        assert.strictEqual(error.reason, "Taken")
        assert.deepStrictEqual(yield* place.get("a b/ü+1.png"), bytes)
        assert.deepStrictEqual([...store.objects.keys()], ["/pictures/run/a b/ü+1.png"])
      })
    )

    it.scopedLive("compares the bytes of an object that another program put", () =>
      Effect.gen(function* () {
        const { place, store } = yield* started(guards)
        store.objects.set("/pictures/run/1.png", { text: "a picture", headers: {} })
        store.objects.set("/pictures/run/2.png", { text: "a drawing", headers: {} })
        yield* place.put("1.png", bytes, type)
        assert.strictEqual((yield* Effect.flip(place.put("2.png", bytes, type))).reason, "Taken")
        assert.strictEqual(store.objects.get("/pictures/run/2.png")?.text, "a drawing")
      })
    )

    it.scopedLive("puts again what was put when the answer was lost", () =>
      Effect.gen(function* () {
        const lost = Fault.hangUp({ method: "PUT", path: /1\.png$/, times: 1 })
        const { place, store } = yield* started(guards, { faults: [lost] })
        yield* place.put("1.png", bytes, type)
        assert.strictEqual(store.objects.get("/pictures/run/1.png")?.text, "a picture")
      })
    )
  })
}

describe("S3Output and its store", () => {
  for (const client of ["fetch", "undici"] as const) {
    it.scopedLive(`signs its requests, with ${client} too, and names no key in an address`, () =>
      Effect.gen(function* () {
        const fake = yield* FakeServer.start(standInStore(true))
        const place = yield* open("s3://pictures", settings(fake.baseUrl), client)
        yield* place.put("1.png", bytes, type)
        const put = fake.requests.at(-1)
        assert.strictEqual(put?.url.pathname, "/pictures/1.png")
        assert.strictEqual(put?.url.search, "")
        assert.strictEqual(put?.text, "a picture")
        assert.strictEqual(put?.headers["content-type"], type)
        assert.strictEqual(put?.headers["x-amz-security-token"], "TOKENEXAMPLE")
        assert.match(
          put?.headers["authorization"] ?? "",
          /^AWS4-HMAC-SHA256 Credential=AKEXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*if-none-match[a-z0-9;-]*, Signature=[0-9a-f]{64}$/
        )
      })
    )
  }

  it.scopedLive("repeats what the store asks to repeat", () =>
    Effect.gen(function* () {
      const busy = Fault.reply(
        { method: "PUT", path: /1\.png$/, times: 2 },
        failure(503, "SlowDown")
      )
      const { fake, place } = yield* started(true, { faults: [busy] })
      yield* place.put("1.png", bytes, type)
      assert.strictEqual(
        fake.requests.filter(({ url }) => url.pathname.endsWith("1.png")).length,
        3
      )
    })
  )

  it.scoped("gives up after five attempts", () =>
    Effect.gen(function* () {
      const { fake, place } = yield* started(true)
      fake.addFault(Fault.reply({ method: "PUT" }, failure(500, "InternalError")))
      const put = yield* Effect.fork(Effect.flip(place.put("1.png", bytes, type)))
      while ((yield* Fiber.poll(put))._tag === "None") {
        yield* TestClock.adjust("1 second")
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 2)))
      }
      const error = yield* Fiber.join(put)
      assert.strictEqual(error.reason, "Unreachable")
      assert.strictEqual(
        fake.requests.filter(({ url }) => url.pathname.endsWith("1.png")).length,
        5
      )
      assertNoKey(error)
    })
  )

  const answers = [
    [403, "AccessDenied", "Denied"],
    [403, "SignatureDoesNotMatch", "Denied"],
    [404, "InvalidAccessKeyId", "Denied"],
    [400, "ExpiredToken", "Denied"],
    [404, "NoSuchBucket", "Missing"],
    [507, "XMinioStorageFull", "Full"],
    [400, "QuotaExceeded", "Full"],
    [400, "InvalidBucketName", "Invalid"],
    [301, "PermanentRedirect", "Invalid"]
  ] as const
  for (const [status, code, reason] of answers) {
    it.scopedLive(`${status} ${code} is ${reason}, told without keys, asked once`, () =>
      Effect.gen(function* () {
        const { fake, place } = yield* started(true)
        fake.addFault(Fault.reply({ method: "PUT" }, failure(status, code)))
        const before = fake.requests.length
        const error = yield* Effect.flip(place.put("1.png", bytes, type))
        assert.strictEqual(error.reason, reason)
        assert.include(error.message, code)
        assert.strictEqual(fake.requests.length, before + 1)
        assertNoKey(error)
        assert.strictEqual(
          (yield* Effect.flip(open("s3://pictures", settings(fake.baseUrl)))).reason,
          reason
        )
      })
    )
  }

  it.scopedLive("names the settings that are missing or wrong, and shows none", () =>
    Effect.gen(function* () {
      const none = yield* Effect.flip(open("s3://pictures", {}))
      assert.strictEqual(none.reason, "Denied")
      assert.include(none.message, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
      const keys = settings("http://SECRETEXAMPLE@127.0.0.1")
      const wrong = yield* Effect.flip(open("s3://pictures", keys))
      assert.strictEqual(wrong.reason, "Invalid")
      assert.include(wrong.message, "AWS_ENDPOINT_URL")
      assertNoKey(wrong)
      for (const output of ["s3://", "s3://Big/x", "s3://pictures/a//b", "s3://pictures/../b"]) {
        assert.strictEqual((yield* Effect.flip(open(output, keys))).reason, "Invalid", output)
      }
    })
  )

  it.scopedLive("refuses names that lead out of its prefix, and keys that are too long", () =>
    Effect.gen(function* () {
      const { place } = yield* started(true)
      for (const name of ["../1", "a//b", "x".repeat(1100)]) {
        assert.strictEqual((yield* Effect.flip(place.put(name, bytes, type))).reason, "Invalid")
      }
      assert.strictEqual((yield* Effect.flip(place.get("2.png"))).reason, "Missing")
    })
  )
})
