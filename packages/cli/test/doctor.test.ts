import { chmod } from "node:fs/promises"
import { createServer } from "node:net"
import { assert, it } from "@effect/vitest"
import * as FakeServer from "@easel/testkit/FakeServer"
import * as Effect from "effect/Effect"
import { easel, temporaryFolder } from "./easel.js"

const secret = "hf_secretsecret"

/** A service that answers every request with this page. */
const page = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  Effect.map(
    FakeServer.start({ handle: () => Effect.succeed({ status, body, headers }) }),
    ({ baseUrl }) => baseUrl
  )

/** An address where nobody listens. */
const closedPort = Effect.async<string>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(`http://127.0.0.1:${port}`)))
  })
})

/** Both services at one address, so that no test leaves this machine. */
const both = (baseUrl: string) => ({
  EASEL_SD35_BASE_URL: baseUrl,
  EASEL_IMAGELABS_BASE_URL: baseUrl
})

const report = (env: Readonly<Record<string, string>>, cwd?: string) =>
  Effect.map(easel(["doctor", "--json"], { env, cwd }), ({ code, lines, stderr }) => ({
    code,
    stderr,
    json: JSON.parse(lines[0] ?? "") as unknown
  }))

it.scopedLive("is content without any service, and ends with the next command", () =>
  Effect.gen(function* () {
    const env = both(yield* closedPort)
    const { code, lines, stdout } = yield* easel(["doctor"], { env })
    assert.strictEqual(code, 0)
    assert.match(stdout, /not reachable: .*ECONNREFUSED/)
    assert.strictEqual(lines.at(-1)?.trim(), 'easel generate "A cat wearing a hat"')
  })
)

it.scopedLive("calls every HTTP answer reachable, and a Cloudflare page by its name", () =>
  Effect.gen(function* () {
    const env = {
      EASEL_SD35_BASE_URL: yield* page(500, "broken"),
      EASEL_IMAGELABS_BASE_URL: yield* page(403, "<title>Just a moment...</title>")
    }
    const { code, json } = yield* report(env)
    assert.strictEqual(code, 0)
    assert.containSubset(json, {
      providers: [
        { id: "sd35", reachability: { _tag: "Reachable", status: 500 } },
        { id: "imagelabs", reachability: { _tag: "Challenge", status: 403 } }
      ]
    })
  })
)

it.scopedLive("fails as generate would: the chosen service can't be reached", () =>
  Effect.gen(function* () {
    const env = { ...both(yield* closedPort), EASEL_PROVIDER: "sd35" }
    const { code, json } = yield* report(env)
    assert.strictEqual(code, 5)
    assert.containSubset(json, {
      ok: false,
      uses: { provider: "sd35" },
      next: 'easel generate -p sketch "A cat wearing a hat"'
    })
  })
)

it.scopedLive("fails as generate would: the chosen service hides behind Cloudflare", () =>
  Effect.gen(function* () {
    const baseUrl = yield* page(403, "", { "cf-mitigated": "challenge" })
    const { code } = yield* report({ ...both(baseUrl), EASEL_PROVIDER: "imagelabs" })
    assert.strictEqual(code, 3)
  })
)

it.scopedLive("names the variable that is wrong and how to mend it", () =>
  Effect.gen(function* () {
    const env = {
      ...both(yield* closedPort),
      EASEL_PROVIDER: "sd35",
      EASEL_SD35_BASE_URL: `ftp://me:${secret}@example.org`
    }
    const { code, lines, stderr, stdout } = yield* easel(["doctor"], { env })
    assert.strictEqual(code, 2)
    assert.strictEqual(lines.at(-1)?.trim(), "unset EASEL_SD35_BASE_URL")
    assert.notInclude(stdout + stderr, secret)
  })
)

it.scopedLive("knows settings that contradict each other", () =>
  Effect.gen(function* () {
    const env = {
      ...both(yield* closedPort),
      EASEL_PROVIDER: "imagelabs",
      EASEL_IMAGELABS_COOKIE: `session=${secret}`
    }
    const { code, stdout } = yield* easel(["doctor"], { env })
    assert.strictEqual(code, 2)
    assert.include(stdout, "EASEL_IMAGELABS_USER_AGENT")
    assert.notInclude(stdout, secret)
  })
)

it.scopedLive("refuses a proxy that is none, and an unknown provider", () =>
  Effect.gen(function* () {
    const env = both(yield* closedPort)
    const proxy = yield* report({ ...env, EASEL_PROXY: "nonsense" })
    assert.strictEqual(proxy.code, 2)
    assert.containSubset(proxy.json, { next: "unset EASEL_PROXY" })
    const provider = yield* report({ ...env, EASEL_PROVIDER: "sd36" })
    assert.strictEqual(provider.code, 2)
    assert.match(JSON.stringify(provider.json), /did you mean sd35/)
  })
)

it.scopedLive("says that the folder can't be written", () =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder
    yield* Effect.promise(() => chmod(folder, 0o500))
    const { code, json } = yield* report(both(yield* closedPort), folder)
    // The superuser may write everywhere.
    const writable = process.getuid?.() === 0
    assert.containSubset(json, { output: { folder, writable } })
    assert.strictEqual(code, writable ? 0 : 1)
  })
)

it.scopedLive("tells of keys only whether they are set", () =>
  Effect.gen(function* () {
    const env = {
      ...both(yield* closedPort),
      EASEL_SD35_API_KEY: secret,
      EASEL_PROXY: `http://me:${secret}@127.0.0.1:9`
    }
    for (const args of [["doctor"], ["doctor", "--json"]]) {
      const { stderr, stdout } = yield* easel(args, { env })
      assert.include(stdout, "EASEL_SD35_API_KEY")
      assert.include(stdout, "http://<redacted>@127.0.0.1:9")
      assert.notInclude(stdout + stderr, secret)
    }
  })
)
