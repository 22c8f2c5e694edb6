import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as ProxySettings from "@easel/node/ProxySettings"

const load = (environment: Record<string, string>) =>
  Effect.withConfigProvider(
    ProxySettings.config,
    ConfigProvider.fromMap(new Map(Object.entries(environment)))
  )

const none = { httpProxy: undefined, httpsProxy: undefined, noProxy: "" }

describe("ProxySettings", () => {
  it.effect("is none by default, or when the variables are set to nothing", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* load({}), none)
      const empty = { EASEL_PROXY: "", HTTPS_PROXY: "", HTTP_PROXY: "", NO_PROXY: "" }
      assert.deepStrictEqual(yield* load(empty), none)
    })
  )

  it.effect("takes EASEL_PROXY for everything before the usual variables", () =>
    Effect.gen(function* () {
      const usual = { HTTPS_PROXY: "http://s:1", HTTP_PROXY: "http://p:2", NO_PROXY: "a,b" }
      assert.deepStrictEqual(yield* load(usual), {
        httpProxy: "http://p:2",
        httpsProxy: "http://s:1",
        noProxy: "a,b"
      })
      assert.deepStrictEqual(yield* load({ ...usual, EASEL_PROXY: "http://e:3" }), {
        httpProxy: "http://e:3",
        httpsProxy: "http://e:3",
        noProxy: "a,b"
      })
    })
  )

  it.effect("knows the names in lower case", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* load({ https_proxy: "http://s:1", http_proxy: "http://p:2", no_proxy: "a" }),
        { httpProxy: "http://p:2", httpsProxy: "http://s:1", noProxy: "a" }
      )
    })
  )

  it.effect("refuses what is no proxy address, names the variable and shows no password", () =>
    Effect.gen(function* () {
      for (const value of ["proxy:8080", "socks5://me:secret@proxy:1080", "nonsense"]) {
        const error = yield* Effect.flip(load({ EASEL_PROXY: value }))
        assert.include(inspect(error, { depth: null }), "EASEL_PROXY")
        assert.notInclude(inspect(error, { depth: null }), "secret")
      }
    })
  )
})
