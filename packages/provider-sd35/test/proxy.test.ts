/** The provider behind a proxy: on the wire, and on the command line. */
import { assert, describe, it } from "@effect/vitest"
import type { Service } from "@easel/core/ImageModel"
import { NodeHttp } from "@easel/node"
import sd35 from "@easel/provider-sd35"
import * as Sd35Fake from "@easel/provider-sd35/fake/Sd35Fake"
import { ConnectProxy, FakeServer, TestPicture } from "@easel/testkit"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ImageModel } from "@easel/core/ImageModel"
import { easel, temporaryFolder } from "../../cli/test/easel.js"

/** Only the proxy knows this name: what arrives at the stand-in has come through a tunnel. */
const name = "space.test"

const startProxy = (options: ConnectProxy.Options = {}) =>
  ConnectProxy.start({ hosts: { [name]: "127.0.0.1" }, ...options })

/** The stand-in, and the base URL that leads to it through a proxy alone. */
const startSpace = Effect.gen(function* () {
  const service = yield* Sd35Fake.make({ draw: TestPicture.draw, latency: Duration.zero })
  const fake = yield* FakeServer.start(service)
  const { port } = new URL(fake.baseUrl)
  return { fake, host: `${name}:${port}`, baseUrl: `http://${name}:${port}` }
})

/** A picture, made and fetched, with nothing but these settings. */
const picture = (environment: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const model: Service = yield* ImageModel
    const { images } = yield* model.generate({ prompt: "a fox", seed: 7 })
    return yield* model.load(images[0])
  }).pipe(
    Effect.provide(Layer.provide(sd35.layer, NodeHttp.layer)),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment))))
  )

const nobody = "http://127.0.0.1:1"

describe("a proxy", () => {
  it.scopedLive("carries submission, stream and download, all in tunnels", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy({ credentials: "me:secret" })
      const { baseUrl, fake, host } = yield* startSpace
      yield* picture({ EASEL_SD35_BASE_URL: baseUrl, EASEL_SD35_PROXY: proxy.url })
      assert.deepStrictEqual(
        fake.requests.map(({ method, url }) => `${method} ${url.pathname.split(/[/=]/)[2]}`),
        ["POST call", "GET queue", "GET file"]
      )
      assert.isNotEmpty(proxy.targets)
      assert.isTrue(proxy.targets.every((target) => target === host))
      assert.deepStrictEqual(proxy.plainRequests, [])
    })
  )

  it.scopedLive("of the provider goes before EASEL_PROXY, that before HTTP_PROXY", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy()
      const { baseUrl } = yield* startSpace
      const settings = [
        { EASEL_SD35_PROXY: proxy.url, EASEL_PROXY: nobody, HTTP_PROXY: nobody },
        { EASEL_SD35_PROXY: proxy.url, NO_PROXY: name },
        { EASEL_PROXY: proxy.url, HTTP_PROXY: nobody, HTTPS_PROXY: nobody },
        { HTTP_PROXY: proxy.url, HTTPS_PROXY: nobody },
        { http_proxy: proxy.url, https_proxy: nobody }
      ]
      for (const variables of settings) {
        yield* picture({ EASEL_SD35_BASE_URL: baseUrl, ...variables })
      }
    })
  )

  it.scopedLive("of HTTPS_PROXY is asked for https alone", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy()
      const { fake, host } = yield* startSpace
      const direct = { EASEL_SD35_BASE_URL: fake.baseUrl, HTTPS_PROXY: proxy.url }
      yield* picture(direct)
      assert.deepStrictEqual(proxy.targets, [])
      // The stand-in speaks no TLS: that the tunnel was asked for is all there is to see.
      const secure = { EASEL_SD35_BASE_URL: `https://${host}`, HTTP_PROXY: nobody }
      yield* Effect.flip(picture({ ...secure, HTTPS_PROXY: proxy.url }))
      assert.include(proxy.targets, host)
    })
  )

  it.scopedLive("is not asked for hosts of NO_PROXY", () =>
    Effect.gen(function* () {
      const { fake } = yield* startSpace
      for (const hosts of ["127.0.0.1", "other.test,127.0.0.1", "*"]) {
        const variables = { EASEL_PROXY: nobody, HTTP_PROXY: nobody, NO_PROXY: hosts }
        yield* picture({ EASEL_SD35_BASE_URL: fake.baseUrl, ...variables })
      }
    })
  )
})

describe("a proxy that makes no tunnel", () => {
  const cases: ReadonlyArray<readonly [string, ConnectProxy.Options, RegExp]> = [
    ["refuses the credentials", { credentials: "me:other" }, /asks for .*\(407\)/],
    ["can't reach the service", { refuse: 502 }, /makes no tunnel \(502\)/]
  ]
  for (const [what, options, expected] of cases) {
    it.scopedLive(`because it ${what} is a TransportError that names it`, () =>
      Effect.gen(function* () {
        const proxy = yield* startProxy(options)
        const { fake } = yield* startSpace
        const { host } = new URL(proxy.url)
        const error = yield* Effect.flip(
          picture({ EASEL_SD35_BASE_URL: fake.baseUrl, EASEL_PROXY: `http://me:secret@${host}` })
        )
        assert.include(error, { _tag: "TransportError", phase: "Submit", reason: "Refused" })
        assert.include(error.message, `the proxy ${host} `)
        assert.match(error.message, expected)
        assert.notInclude(JSON.stringify(error), "secret")
        assert.lengthOf(fake.requests, 0)
      })
    )
  }

  it.scopedLive("because it is not there is one too, not a way around", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy()
      yield* proxy.stop
      const { fake } = yield* startSpace
      const { host } = new URL(proxy.url)
      const environment = { EASEL_PROXY: `http://me:secret@${host}` }
      const error = yield* Effect.flip(
        picture({ EASEL_SD35_BASE_URL: fake.baseUrl, ...environment })
      )
      assert.include(error, { _tag: "TransportError", phase: "Submit", reason: "Refused" })
      assert.include(error.message, `the proxy ${host} can't be used`)
      assert.lengthOf(fake.requests, 0)
    })
  )

  it.scopedLive("is exit code 5 on the command line, without the password", () =>
    Effect.gen(function* () {
      const proxy = yield* startProxy({ refuse: 502 })
      const { fake } = yield* startSpace
      const { host } = new URL(proxy.url)
      const cwd = yield* temporaryFolder
      const run = yield* easel(["generate", "A fox", "-p", "sd35"], {
        cwd,
        env: { EASEL_SD35_BASE_URL: fake.baseUrl, EASEL_SD35_PROXY: `http://me:secret@${host}` }
      })
      assert.strictEqual(run.code, 5)
      assert.include(run.stderr, `the proxy ${host} makes no tunnel (502)`)
      assert.notInclude(run.stderr, "secret")
      assert.strictEqual(run.stdout, "")
    })
  )

  it.scopedLive("because its address is none is a mistake in the settings, named", () =>
    Effect.gen(function* () {
      for (const variable of ["EASEL_SD35_PROXY", "EASEL_PROXY"]) {
        for (const value of ["garbage", "socks5://me:secret@127.0.0.1:1"]) {
          const error = yield* Effect.flip(picture({ [variable]: value }))
          assert.include(String(error), "proxy address")
          assert.notInclude(String(error), "secret")
        }
      }
    })
  )
})
