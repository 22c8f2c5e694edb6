/** What the plugin says about itself before it sends anything. */
import * as HttpClient from "@effect/platform/HttpClient"
import { RequestError } from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Schema from "effect/Schema"
import { contractVersion } from "@easel/core/ImagePlugin"
import { ModelInfo } from "@easel/core/ModelInfo"
import type { Setting } from "@easel/core/PluginConfig"
import type { Bench } from "./Bench.js"
import { type Definition, expect, expectNone, notApplicable } from "./Definition.js"
import { at, nameOf } from "./judge.js"
import { modelProblems } from "./modelProblems.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

const identity: Definition = {
  id: "contract/identity",
  title: "says who it is: id, version, contract version, label",
  test: ({ plugin }) =>
    Effect.suspend(() => {
      const problems: Array<string> = []
      if (!/^[a-z][a-z0-9-]*$/.test(plugin.id)) {
        problems.push(`id "${plugin.id}": expected lower-case letters, digits and hyphens`)
      }
      if (!/^\d+\.\d+\.\d+/.test(plugin.version)) {
        problems.push(`version "${plugin.version}": expected one such as "1.2.3"`)
      }
      if (plugin.contractVersion !== contractVersion) {
        problems.push(`contract version "${plugin.contractVersion}": expected "${contractVersion}"`)
      }
      if (plugin.label.trim() === "") problems.push("the label is empty")
      return expectNone(problems)
    })
}

const isModelInfo = (value: unknown): boolean => Schema.is(ModelInfo)(value)

const models: Definition = {
  id: "contract/models",
  title: "its models are consistent, and no name reaches two of them",
  test: ({ plugin }) =>
    Effect.suspend(() => {
      const names = plugin.models.flatMap((model) => model.names)
      const twice = names.filter((name, index) => names.indexOf(name) !== index)
      return expectNone([
        ...twice.map((name) => `the name "${name}" reaches two models, or one twice`),
        ...plugin.models.flatMap((model) => [
          ...at(model.name, modelProblems(model)),
          ...(model.provider === plugin.id ? [] : [`${model.name} belongs to "${model.provider}"`]),
          ...(isModelInfo(model) ? [] : [`${model.name} is no ModelInfo`])
        ])
      ])
    })
}

const looksSecret = /KEY|TOKEN|SECRET|PASSWORD|COOKIE|CREDENTIAL/

const showsSecret = (setting: Setting<unknown>): Effect.Effect<boolean> => {
  const marker = "kit-secret-shown"
  const provider = ConfigProvider.fromMap(new Map([[setting.variable, marker]]))
  return Effect.match(Effect.withConfigProvider(setting.config, provider), {
    onFailure: () => false,
    onSuccess: (value) =>
      !Redacted.isRedacted(value) && (JSON.stringify(value) ?? "").includes(marker)
  })
}

const settings: Definition = {
  id: "contract/settings",
  title: "every setting is described, and every secret is Redacted",
  test: ({ plugin }) =>
    Effect.gen(function* () {
      const problems: Array<string> = []
      const all = Object.values(plugin.settings)
      const variables = all.map(({ variable }) => variable)
      for (const setting of all) {
        const { description, secret, variable } = setting
        if (!/^[A-Z][A-Z0-9_]*$/.test(variable)) problems.push(`"${variable}" is no variable`)
        if (description.trim() === "") problems.push(`${variable} has no description`)
        if (variables.filter((other) => other === variable).length > 1) {
          problems.push(`${variable} stands in two settings`)
        }
        if (looksSecret.test(variable) && !secret) problems.push(`${variable} is not marked secret`)
        if (secret && (yield* showsSecret(setting))) {
          problems.push(`${variable} is secret, but its value is not Redacted`)
        }
      }
      return yield* expectNone(problems)
    })
}

/** Values that no setting means. */
const nonsense = ["", "::", "-1", "a\r\nb: c", "\u0000ключ"]

/** Builds the plugin with a broken setting; what it says when it is built counts as a problem. */
const withSetting = (bench: Bench, variable: string, value: string, secret: boolean) =>
  Effect.gen(function* () {
    const rig = yield* Rig.open(bench, { settings: { [variable]: value } })
    // A secret is used only when something is sent.
    if (!secret) return []
    const error = Run.errorOf((yield* Run.generate(bench, rig)).exit)
    return Either.isLeft(error) && error.left !== Run.success ? [error.left] : []
  }).pipe(
    Effect.scoped,
    Effect.catchAll(() => Effect.succeed([])),
    Effect.catchAllCause((cause) => Effect.succeed([Run.brief(cause)])),
    Effect.map((problems) => at(`${variable}=${JSON.stringify(value)}`, problems))
  )

const brokenSettings: Definition = {
  id: "contract/broken-settings",
  title: "a setting that makes no sense is a ConfigError or works, and is never a defect",
  test: (bench) =>
    Effect.gen(function* () {
      const settings = Object.values(bench.plugin.settings)
      if (settings.length === 0) yield* notApplicable("the plugin has no settings")
      const problems = yield* Effect.forEach(settings, ({ secret, variable }) =>
        Effect.forEach(nonsense, (value) => withSetting(bench, variable, value, secret))
      )
      yield* expectNone(problems.flat(2))
    })
}

const options: Definition = {
  id: "contract/options",
  title: "refuses options that it does not know, and those of another provider",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const { id } = bench.plugin
      const { prompt } = Run.newPrompt(bench)
      const problems: Array<string> = []
      for (const key of [id, `${id}-other`]) {
        const request = Run.requestOf(bench, prompt, {
          providerOptions: { [key]: { easelKitUnknown: 1 } }
        })
        const resolved = yield* Effect.either(rig.inside(rig.model.resolve(request)))
        if (Either.isRight(resolved)) {
          problems.push(`providerOptions.${key}.easelKitUnknown was accepted`)
        } else if (resolved.left._tag !== "InvalidRequest") {
          problems.push(`expected InvalidRequest, got ${nameOf(resolved.left)}`)
        }
      }
      return yield* expectNone(problems)
    })
}

/** An HTTP client that lets nothing out, and counts what was meant to leave. */
const closedClient = () => {
  let sent = 0
  const client = HttpClient.make((request) => {
    sent++
    return Effect.fail(new RequestError({ request, reason: "Transport", description: "closed" }))
  })
  return { layer: Layer.succeed(HttpClient.HttpClient, client), sent: () => sent }
}

const standIn: Definition = {
  id: "contract/stand-in",
  title: "ships a stand-in of its wire, or sends nothing",
  test: (bench) =>
    Effect.gen(function* () {
      if (bench.fake !== undefined) return
      const { layer, sent } = closedClient()
      const subject = { ...bench.subject, http: layer }
      const rig = yield* Rig.open({ ...bench, subject })
      const run = yield* Run.generate(bench, rig)
      yield* expect(sent() === 0, "it sends requests, and has no stand-in to be tried against")
      yield* Run.responseOf(run)
    })
}

export const checks: ReadonlyArray<Definition> = [
  identity,
  models,
  settings,
  brokenSettings,
  options,
  standIn
]
