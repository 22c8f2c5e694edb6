import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as PluginConfig from "@easel/core/PluginConfig"

const settings = {
  baseUrl: PluginConfig.url("EASEL_T_BASE_URL", "https://example.com/api", "where it is"),
  proxy: PluginConfig.text("EASEL_T_PROXY", "through where"),
  key: PluginConfig.secret("EASEL_T_API_KEY", "a key"),
  deadline: PluginConfig.duration("EASEL_T_DEADLINE", Duration.seconds(90), "how long")
}

const load = (environment: Record<string, string>) =>
  Effect.withConfigProvider(
    PluginConfig.toConfig(settings),
    ConfigProvider.fromMap(new Map(Object.entries(environment)))
  )

describe("PluginConfig", () => {
  it.effect("has defaults", () =>
    Effect.gen(function* () {
      const values = yield* load({})
      assert.strictEqual(values.baseUrl.href, "https://example.com/api")
      assert.isUndefined(values.proxy)
      assert.isUndefined(values.key)
      assert.deepStrictEqual(values.deadline, Duration.seconds(90))
    })
  )

  it.effect("takes a variable that is set to nothing as not set", () =>
    Effect.gen(function* () {
      const names = Object.values(settings).map((setting) => setting.variable)
      const values = yield* load(Object.fromEntries(names.map((name) => [name, ""])))
      assert.deepStrictEqual(values, yield* load({}))
    })
  )

  it.effect("reads what is set", () =>
    Effect.gen(function* () {
      const values = yield* load({
        EASEL_T_BASE_URL: "http://127.0.0.1:7860/",
        EASEL_T_PROXY: "http://proxy:8080",
        EASEL_T_API_KEY: "hf_secret",
        EASEL_T_DEADLINE: "5 minutes"
      })
      assert.strictEqual(values.baseUrl.origin, "http://127.0.0.1:7860")
      assert.strictEqual(values.proxy, "http://proxy:8080")
      assert.strictEqual(values.key && Redacted.value(values.key), "hf_secret")
      assert.deepStrictEqual(values.deadline, Duration.minutes(5))
    })
  )

  it.effect("refuses a part of an address that is never sent, and does not repeat it", () =>
    Effect.gen(function* () {
      const addresses = [
        "http://me:s3cr3t@127.0.0.1",
        "http://s3cr3t@127.0.0.1",
        "http://127.0.0.1/?key=s3cr3t",
        "http://127.0.0.1/#s3cr3t",
        "ftp://me:s3cr3t@127.0.0.1"
      ]
      for (const address of addresses) {
        const error = yield* Effect.flip(load({ EASEL_T_BASE_URL: address }))
        const text = inspect(error, { depth: null })
        assert.include(text, "EASEL_T_BASE_URL")
        assert.notInclude(text, "s3cr3t", address)
      }
    })
  )

  it.effect("keeps a secret out of every text", () =>
    Effect.gen(function* () {
      const values = yield* load({ EASEL_T_API_KEY: "hf_secret" })
      assert.notInclude(`${inspect(values)} ${JSON.stringify(values)}`, "hf_secret")
      assert.isTrue(settings.key.secret)
      assert.isFalse(settings.proxy.secret)
    })
  )

  it.effect("refuses what is no address and no time, and names the variable", () =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [string, string]> = [
        ["EASEL_T_BASE_URL", "example.com"],
        ["EASEL_T_BASE_URL", "ftp://example.com"],
        ["EASEL_T_DEADLINE", "soon"]
      ]
      for (const [name, value] of wrong) {
        const error = yield* Effect.flip(load({ [name]: value }))
        assert.include(inspect(error), name)
      }
    })
  )

  it("tells people the variable and the default", () => {
    assert.strictEqual(settings.baseUrl.fallback, "https://example.com/api")
    assert.strictEqual(settings.deadline.fallback, "1m 30s")
    assert.isUndefined(settings.key.fallback)
    assert.isTrue(Config.isConfig(settings.key.config))
  })
})
