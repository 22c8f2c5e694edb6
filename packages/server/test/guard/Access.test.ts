import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as NodeGateway from "@easel/server/NodeGateway"
import { open, statuses } from "./support/rawHttp.js"
import {
  ask,
  eventually,
  generate,
  json,
  keyOf,
  keys,
  testGateway,
  withKey,
  Work
} from "./support/testGateway.js"

const mebibyte = 1024 * 1024

describe("a gateway with keys", () => {
  const attempts: ReadonlyArray<
    readonly [what: string, headers: Record<string, string>, status: number]
  > = [
    ["a known key", withKey("alice"), 200],
    ["the other known key", withKey("bob"), 200],
    ["a known key, the scheme in small letters", { authorization: `bearer ${keyOf("bob")}` }, 200],
    ["no key", {}, 401],
    ["a wrong key", withKey("mallory"), 401],
    ["the beginning of a key", { authorization: withKey("alice").authorization.slice(0, -1) }, 401],
    ["a key and more", { authorization: `${withKey("alice").authorization}1` }, 401],
    ["two keys", { authorization: `${withKey("alice").authorization} ${keyOf("bob")}` }, 401],
    ["an empty key", { authorization: "Bearer " }, 401],
    ["another scheme", { authorization: `Basic ${keyOf("alice")}` }, 401],
    ["a bare key", { authorization: keyOf("alice") }, 401],
    ["a key in another header", { "x-api-key": keyOf("alice") }, 401],
    ["a key in a cookie", { cookie: `key=${keyOf("alice")}` }, 401]
  ]

  it.scopedLive("lets in who has one of them", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      for (const [what, headers, status] of attempts) {
        const made = yield* generate(gateway.url, headers)
        assert.strictEqual(made.status, status, `${what}, to make a picture`)
        const list = yield* ask(`${gateway.url}/api/providers`, { headers })
        assert.strictEqual(list.status, status, `${what}, to see what there is`)
      }
      assert.strictEqual(gateway.work.started, 3)
    })
  )

  it.scopedLive("takes none from the address, and tells none of them to anybody", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      const key = keyOf("alice")
      const names = ["key", "api_key", "access_token", "authorization"]
      const answers = yield* Effect.forEach(names, (name) =>
        ask(`${gateway.url}/api/providers?${name}=${key}`)
      )
      answers.push(yield* generate(gateway.url, withKey("mallory")))
      yield* generate(gateway.url, withKey("alice"))
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [401, 401, 401, 401, 401]
      )
      yield* eventually(() => gateway.lines.length === 6)
      const told = [...answers.map(({ text }) => text), ...gateway.lines].join("\n")
      assert.notInclude(told, "only-alice")
      assert.notInclude(told, "only-mallory")
    })
  )

  it.scopedLive("refuses who has none before any of the body came", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      const socket = yield* open(gateway.port)
      yield* socket.send(
        "POST /v1/images/generations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
          `Content-Length: ${100 * mebibyte}\r\n\r\n`
      )
      assert.deepStrictEqual(statuses(yield* socket.until(/\r\n\r\n/)), [401])
    })
  )

  it.scopedLive("counts the generations that each key starts", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys, requestsPerMinute: 2 })
      const made: Array<number> = []
      for (const caller of ["alice", "alice", "alice", "bob"]) {
        made.push((yield* generate(gateway.url, withKey(caller))).status)
      }
      assert.deepStrictEqual(made, [200, 200, 429, 200])
      const listed = yield* ask(`${gateway.url}/api/providers`, { headers: withKey("alice") })
      assert.strictEqual(listed.status, 200)
    })
  )
})

describe("a gateway without keys", () => {
  const own = ["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST:80", "studio.localhost", "[::1]:1"]
  const public_ = ["easel.example", "easel.example:8080"]
  const foreign = [
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "",
    "localhost/@evil",
    "a b"
  ]

  const askAs = (port: number, host: string) =>
    Effect.gen(function* () {
      const socket = yield* open(port)
      yield* socket.send(
        `GET /api/providers HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
      )
      return statuses(yield* socket.until(/\r\n\r\n/))
    })

  it.scopedLive(
    "answers only under its own names, so that no other can be made to lead to it",
    () =>
      Effect.gen(function* () {
        const gateway = yield* testGateway({ publicUrl: "https://easel.example/pictures" })
        for (const host of [...own, ...public_]) {
          assert.deepStrictEqual(yield* askAs(gateway.port, host), [200], host)
        }
        for (const host of foreign) {
          assert.deepStrictEqual(yield* askAs(gateway.port, host), [403], host)
        }
      })
  )

  it.scopedLive("with keys answers under any name", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      assert.deepStrictEqual(yield* askAs(gateway.port, "any.example"), [401])
    })
  )
})

describe("a web page", () => {
  const body = JSON.stringify({ prompt: "A fox" })
  const bodies: ReadonlyArray<readonly [string, BodyInit]> = [
    ["application/json", body],
    ["text/plain", body],
    ["application/x-www-form-urlencoded", body],
    ["multipart/form-data; boundary=b", "--b--"]
  ]

  it.scopedLive("of another origin starts nothing, whatever it sends", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway()
      const origins = [
        "https://evil.example",
        "null",
        "http://localhost:1",
        "http://127.0.0.1",
        `https://evil.example:${gateway.port}`
      ]
      for (const origin of origins) {
        for (const [type, content] of bodies) {
          const { headers, status, text } = yield* ask(`${gateway.url}/v1/images/generations`, {
            method: "POST",
            headers: { origin, "content-type": type },
            body: content
          })
          assert.strictEqual(status, 403, `${origin} ${type}`)
          assert.include(text, "are not allowed here")
          assert.isNull(headers.get("access-control-allow-origin"))
        }
        const removed = yield* ask(`${gateway.url}/api/generations/1`, {
          method: "DELETE",
          headers: { origin }
        })
        assert.strictEqual(removed.status, 403)
      }
      assert.strictEqual(gateway.work.started, 0)
    })
  )

  it.scopedLive("of another site that names no origin starts nothing either", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway()
      const site = (name: string) => generate(gateway.url, { "sec-fetch-site": name })
      assert.strictEqual((yield* site("cross-site")).status, 403)
      assert.strictEqual((yield* site("same-site")).status, 403)
      assert.strictEqual((yield* site("same-origin")).status, 200)
    })
  )

  it.scopedLive("of another origin is not asked in, and reads nothing", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway()
      const origin = "https://evil.example"
      const preflight = yield* ask(`${gateway.url}/v1/images/generations`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" }
      })
      assert.strictEqual(preflight.status, 403)
      const read = yield* ask(`${gateway.url}/api/providers`, { headers: { origin } })
      for (const { headers } of [preflight, read]) {
        assert.isNull(headers.get("access-control-allow-origin"))
      }
    })
  )

  it.scopedLive("of the gateway itself may do everything", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ publicUrl: "https://easel.example/pictures" })
      for (const origin of [gateway.url, "https://easel.example"]) {
        assert.strictEqual((yield* generate(gateway.url, { origin })).status, 200, origin)
      }
    })
  )

  it.scopedLive("hears where a generation is by the path that it can reach", () =>
    Effect.gen(function* () {
      const { url } = yield* testGateway({ publicUrl: "https://pictures.example/easel/" })
      const made = yield* ask(`${url}/api/generations`, {
        method: "POST",
        headers: json,
        body: JSON.stringify({ prompt: "A fox" })
      })
      assert.strictEqual(made.status, 200)
      assert.match(made.headers.get("location") ?? "", /^\/easel\/api\/generations\/gen_/)
    })
  )

  it.scopedLive("that is invited may do everything, and read the answer", () =>
    Effect.gen(function* () {
      const origin = "https://studio.example"
      const gateway = yield* testGateway({ keys, corsOrigins: [origin, "http://other.example"] })
      const preflight = yield* ask(`${gateway.url}/v1/images/generations`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type"
        }
      })
      assert.strictEqual(preflight.status, 204)
      const allowed = preflight.headers.get("access-control-allow-headers")
      assert.strictEqual(allowed, "authorization,content-type")
      const made = yield* generate(gateway.url, { origin, ...withKey("alice") })
      assert.strictEqual(made.status, 200)
      const refused = yield* generate(gateway.url, { origin })
      assert.strictEqual(refused.status, 401)
      for (const { headers } of [preflight, made, refused]) {
        assert.strictEqual(headers.get("access-control-allow-origin"), origin)
        assert.strictEqual(headers.get("vary"), "Origin")
        const exposed = headers.get("access-control-expose-headers")?.toLowerCase().split(", ")
        const expected = ["location", "mcp-session-id", "retry-after-ms", "x-should-retry"]
        assert.includeMembers(exposed ?? [], expected)
      }
    })
  )
})

describe("every answer", () => {
  it.scopedLive("has headers that keep browsers from guessing and framing, and an id", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      const answers = yield* Effect.all([
        generate(gateway.url, withKey("alice")),
        generate(gateway.url),
        ask(`${gateway.url}/nowhere`),
        generate(gateway.url, { origin: "https://evil.example" })
      ])
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 401, 404, 403]
      )
      for (const { headers } of answers) {
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        assert.strictEqual(headers.get("referrer-policy"), "no-referrer")
        assert.strictEqual(headers.get("x-frame-options"), "DENY")
        assert.strictEqual(headers.get("content-security-policy"), "frame-ancestors 'none'")
        assert.match(headers.get("x-request-id") ?? "", /^[\w-]{10,}$/)
      }
    })
  )
})

describe("the log", () => {
  it.scopedLive("has one line for each request, without its query and without the prompt", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ keys })
      const made = yield* generate(gateway.url, withKey("alice"), "a secret garden")
      yield* ask(`${gateway.url}/api/providers?secret=garden`, { headers: withKey("mallory") })
      yield* eventually(() => gateway.lines.length === 2)
      const [first = "", second = ""] = gateway.lines
      assert.include(first, "POST /v1/images/generations 200")
      assert.match(first, /milliseconds=\d+/)
      assert.match(first, /caller=[0-9a-f]{16}/)
      assert.include(first, `requestId=${made.headers.get("x-request-id")}`)
      assert.include(second, "GET /api/providers 401")
      assert.include(second, "caller=unknown")
      assert.notInclude(gateway.lines.join("\n"), "garden")
    })
  )

  it.scopedLive("has the prompt when it is asked for", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ logPrompts: true })
      yield* generate(gateway.url, {}, "a secret garden")
      assert.include(gateway.lines.join("\n"), "a secret garden")
    })
  )
})

describe("a gateway that is set up in a way that can't work", () => {
  const setups: ReadonlyArray<
    readonly [what: string, options: Partial<NodeGateway.Options>, option: string]
  > = [
    ["it listens to others without a key", { host: "0.0.0.0" }, "keys"],
    ["it listens to others by a name", { host: "easel.example" }, "keys"],
    ["it listens to others over IPv6", { host: "::" }, "keys"],
    ["a key is empty", { keys: [Redacted.make("")] }, "keys"],
    ["a key can be guessed", { keys: [...keys, Redacted.make("1234567")] }, "keys"],
    [
      "the secret is too short",
      { pictures: { secret: Redacted.make("short") } },
      "pictures.secret"
    ],
    ["the public address is none", { publicUrl: "easel.example" }, "publicUrl"],
    ["the public address is a file", { publicUrl: "file:///tmp" }, "publicUrl"],
    ["an origin is none", { corsOrigins: ["*"] }, "corsOrigins"],
    ["an origin has a path", { corsOrigins: ["https://a.example/b"] }, "corsOrigins"],
    ["the port is none", { port: 65_536 }, "port"],
    ["nothing may run", { concurrency: 0 }, "concurrency"],
    ["half a request a minute is allowed", { requestsPerMinute: 0.5 }, "requestsPerMinute"],
    ["no byte may be kept", { pictures: { maximumBytes: 0 } }, "pictures.maximumBytes"],
    ["the host is not of this machine", { host: "192.0.2.1", keys }, "host"]
  ]
  for (const [what, options, option] of setups) {
    it.scopedLive(`says so: ${what}`, () =>
      Effect.gen(function* () {
        const gateway = NodeGateway.layer({ port: 0, ...options })
        const built = Layer.build(Layer.provide(gateway, new Work().layer))
        const error = yield* Effect.flip(built)
        assert.strictEqual(error._tag, "SetupError")
        assert.propertyVal(error, "option", option)
        assert.notInclude(error.message, "1234567")
      })
    )
  }

  it.scopedLive("says so: the port is taken", () =>
    Effect.gen(function* () {
      const { port } = yield* testGateway()
      const built = Layer.build(Layer.provide(NodeGateway.layer({ port }), new Work().layer))
      const error = yield* Effect.flip(built)
      assert.strictEqual(
        error.message,
        `the gateway can't start: port ${port} of 127.0.0.1 is taken`
      )
    })
  )

  it.scopedLive("listens to others with a key", () =>
    Effect.gen(function* () {
      const gateway = yield* testGateway({ host: "0.0.0.0", keys })
      assert.strictEqual((yield* generate(gateway.url)).status, 401)
    })
  )
})
