import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import { completed, makeInfo, makeModel } from "./support/TestModel.js"

const client = HttpClient.make((request) => Effect.die(`nothing is sent: ${request.url}`))

const info = (provider: string, name: string, ...aliases: ReadonlyArray<string>) =>
  new ModelInfo({ ...makeInfo(), provider, name, aliases })

/** A plugin that keeps a record of what it builds. */
const makePlugin = (id: string, first: ModelInfo, ...others: ReadonlyArray<ModelInfo>) => {
  const log: Array<string> = []
  const plugin = ImagePlugin.define({
    id,
    version: "1.0.0",
    label: id,
    homepage: "https://example.com",
    url: "https://example.com",
    apiEndpoint: "https://example.com/api",
    models: [first, ...others],
    settings: {},
    options: Schema.Struct({}),
    make: (model) =>
      Effect.gen(function* () {
        yield* HttpClient.HttpClient
        yield* Effect.acquireRelease(
          Effect.sync(() => log.push(`+${model.name}`)),
          () => Effect.sync(() => log.push(`-${model.name}`))
        )
        yield* Config.withDefault(Config.integer(`${id}_number`), 0)
        return makeModel(() => Stream.make(completed()), { info: model })
      })
  })
  return { plugin, log }
}

const setup = () => {
  const sd = makePlugin(
    "sd35",
    info("sd35", "stabilityai-stable-diffusion-3-5-large", "sd-3.5", "sd-3.5-large"),
    info("sd35", "sd-turbo", "shared")
  )
  const lab = makePlugin("imagelabs", info("imagelabs", "sdxl-turbo", "shared", "v1:sdxl"))
  return { sd, lab, plugins: [sd.plugin, lab.plugin] }
}

const build = (plugins: ReadonlyArray<ImagePlugin.ImagePlugin>) =>
  ProviderRegistry.make(plugins).pipe(Effect.provideService(HttpClient.HttpClient, client))

describe("ProviderRegistry", () => {
  it.scoped("lists the plugins in order and gets them by id", () =>
    Effect.gen(function* () {
      const { plugins } = setup()
      const registry = yield* build(plugins)
      assert.deepStrictEqual(registry.list, plugins)
      assert.strictEqual(yield* registry.get("imagelabs"), plugins[1])
      const error = yield* Effect.flip(registry.get("imagelab"))
      assert.strictEqual(error.message, 'there is no provider "imagelab"; did you mean imagelabs?')
    })
  )

  it.scoped("finds a model by every name it has", () =>
    Effect.gen(function* () {
      const registry = yield* build(setup().plugins)
      const names: ReadonlyArray<readonly [string, string]> = [
        ["sd35", "stabilityai-stable-diffusion-3-5-large"],
        ["sd-3.5", "stabilityai-stable-diffusion-3-5-large"],
        ["sd-3.5-large", "stabilityai-stable-diffusion-3-5-large"],
        ["stabilityai-stable-diffusion-3-5-large", "stabilityai-stable-diffusion-3-5-large"],
        ["sd35:sd-3.5", "stabilityai-stable-diffusion-3-5-large"],
        ["sd35:sd35", "stabilityai-stable-diffusion-3-5-large"],
        ["sd-turbo", "sd-turbo"],
        ["shared", "sd-turbo"],
        ["imagelabs:shared", "sdxl-turbo"],
        ["imagelabs", "sdxl-turbo"],
        ["imagelabs:v1:sdxl", "sdxl-turbo"],
        ["v1:sdxl", "sdxl-turbo"]
      ]
      for (const [name, model] of names) {
        assert.strictEqual((yield* registry.find(name)).model.name, model, name)
      }
    })
  )

  it.scoped("names what may have been meant", () =>
    Effect.gen(function* () {
      const registry = yield* build(setup().plugins)
      const failure = (name: string) => Effect.flip(registry.find(name))
      const model = yield* failure("sdxl-turbp")
      assert.strictEqual(model._tag, "ModelNotFound")
      assert.strictEqual(model.near[0], "sdxl-turbo")
      const provider = yield* failure("sd53:sd-3.5")
      assert.strictEqual(provider._tag, "ProviderNotFound")
      assert.strictEqual(provider.near[0], "sd35")
      const elsewhere = yield* failure("imagelabs:sd-3.5")
      assert.strictEqual(elsewhere._tag, "ModelNotFound")
      assert.notInclude(elsewhere.near, "sd-3.5")
    })
  )

  it.effect("builds a model when it is asked for, once, and releases it with its scope", () =>
    Effect.gen(function* () {
      const { lab, plugins, sd } = setup()
      const scope = yield* Scope.make()
      const registry = yield* Scope.extend(build(plugins), scope)
      assert.deepStrictEqual(sd.log, [])
      const [first, second, third] = yield* Effect.all(
        [
          registry.resolve("sd-3.5"),
          registry.resolve("sd35"),
          registry.resolve("sd35:sd-3.5-large")
        ],
        { concurrency: "unbounded" }
      )
      assert.strictEqual(first, second)
      assert.strictEqual(first, third)
      assert.deepStrictEqual(sd.log, ["+stabilityai-stable-diffusion-3-5-large"])
      yield* registry.resolve("sd-turbo")
      assert.strictEqual(sd.log.length, 2)
      assert.strictEqual(first, yield* registry.resolve("sd35"))
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(sd.log.length, 4)
      assert.deepStrictEqual(lab.log, [])
    })
  )

  it.scoped("tries again after a configuration that failed", () =>
    Effect.gen(function* () {
      const { plugins, sd } = setup()
      const registry = yield* build(plugins)
      const withNumber = (value: string) =>
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["sd35_number", value]])))
      const error = yield* Effect.flip(registry.resolve("sd35").pipe(withNumber("many")))
      assert.strictEqual(error._tag, "ConfigError")
      yield* registry.resolve("sd35").pipe(withNumber("7"))
      const name = "stabilityai-stable-diffusion-3-5-large"
      assert.deepStrictEqual(sd.log, [`+${name}`, `-${name}`, `+${name}`])
    })
  )

  it.scoped("names the plugin that fails with what is no error of a plugin", () =>
    Effect.gen(function* () {
      const { sd } = setup()
      const words = JSON.parse('"no luck"')
      const registry = yield* build([{ ...sd.plugin, make: () => Effect.fail(words) }])
      const error = yield* Effect.flip(registry.resolve("sd-turbo"))
      assert.strictEqual(error._tag, "PluginError")
      assert.match(error.message, /"sd35" can't build its model sd-turbo: no luck/)
    })
  )

  it.scoped("names the plugin that throws while it builds a model, or builds something else", () =>
    Effect.gen(function* () {
      const { lab, sd } = setup()
      const throws = () => {
        throw new Error("no luck")
      }
      const nothing = JSON.parse("{}")
      const registry = yield* build([
        { ...sd.plugin, make: throws },
        { ...lab.plugin, make: () => Effect.succeed(nothing) }
      ])
      const thrown = yield* Effect.flip(registry.resolve("sd-turbo"))
      assert.strictEqual(
        thrown.message,
        'the plugin "sd35" can\'t build its model sd-turbo: no luck'
      )
      const built = yield* Effect.flip(registry.resolve("sdxl-turbo"))
      assert.strictEqual(built._tag, "PluginError")
      assert.match(built.message, /"imagelabs" builds no image model for sdxl-turbo/)
    })
  )

  it.effect("refuses a plugin of another contract and two of the same id", () =>
    Effect.gen(function* () {
      const { plugins } = setup()
      const [first] = plugins
      if (first === undefined) throw new Error("no plugin")
      const failure = (plugins: ReadonlyArray<ImagePlugin.ImagePlugin>) =>
        Effect.scoped(Effect.flip(build(plugins)))
      const old = yield* failure([{ ...first, contractVersion: "0.0" }])
      assert.strictEqual(
        old.message,
        `the plugin "sd35" was built for contract 0.0, and this is ${ImagePlugin.contractVersion}: update the plugin`
      )
      const twice = yield* failure([...plugins, first])
      assert.strictEqual(twice.message, 'the plugin "sd35" has the id of another one')
    })
  )

  it("goes on with the plugins that can be used, and names the others", () => {
    const { lab, sd } = setup()
    const { accepted, refused } = ProviderRegistry.accept([
      sd.plugin,
      { ...lab.plugin, contractVersion: "0.2" },
      lab.plugin,
      { ...lab.plugin },
      undefined,
      "imagelabs",
      { id: "half", contractVersion: "0.1" },
      { ...makePlugin("other", info("another", "model")).plugin },
      { ...makePlugin("made up", info("made up", "model")).plugin },
      { ...makePlugin("made", info("made", "model")).plugin, make: {} },
      { ...makePlugin("set", info("set", "model")).plugin, settings: { key: "EASEL_SET_KEY" } }
    ])
    assert.deepStrictEqual(accepted, [sd.plugin, lab.plugin])
    const messages = refused.map(({ message }) => message)
    const expected = [
      /"imagelabs" was built for contract 0\.2, and this is 0\.1: update Easel$/,
      /"imagelabs" has the id of another one$/,
      /^a plugin is none .* actual undefined$/,
      /^a plugin is none .* actual "imagelabs"$/,
      /"half" is none .*version: is missing$/,
      /"other" .*models: model says that it belongs to "another"$/,
      /"made up" .*id: expected letters/,
      /"made" .*make: Expected a function/,
      /"set" .*settings\.key: Expected a setting of PluginConfig, actual "EASEL_SET_KEY"$/
    ]
    assert.strictEqual(messages.length, expected.length, messages.join("\n"))
    expected.forEach((pattern, index) => assert.match(messages[index] ?? "", pattern))
  })

  it.effect("is a layer", () =>
    Effect.gen(function* () {
      const { plugins } = setup()
      const layer = Layer.provide(
        ProviderRegistry.layer(plugins),
        Layer.succeed(HttpClient.HttpClient, client)
      )
      const response = yield* Effect.gen(function* () {
        const registry = yield* ProviderRegistry.ProviderRegistry
        const model = yield* registry.resolve("shared")
        return yield* Stream.runLast(model.stream({ prompt: "cat" }))
      }).pipe(Effect.provide(layer))
      assert.strictEqual(response._tag, "Some")
    })
  )
})

describe("ImagePlugin", () => {
  it("works with contracts of its own line only", () => {
    for (const version of ["0.1", "0.1.0", "0.1.9"])
      assert.isTrue(ImagePlugin.isCompatible(version))
    for (const version of ["0.0", "0.2", "0.10", "1.1", "", "0", "v0.1", "0.1-beta"]) {
      assert.isFalse(ImagePlugin.isCompatible(version), version)
    }
  })

  it("derives the names of the seed documents", () => {
    const { plugin } = setup().sd
    assert.strictEqual(plugin.defaultImageModel, "stabilityai-stable-diffusion-3-5-large")
    assert.strictEqual(plugin.defaultModel, plugin.defaultImageModel)
    assert.deepStrictEqual(plugin.imageModels, [plugin.defaultModel, "sd-turbo"])
    assert.strictEqual(plugin.modelAliases["sd-3.5"], plugin.defaultModel)
    assert.strictEqual(plugin.contractVersion, ImagePlugin.contractVersion)
  })
})
