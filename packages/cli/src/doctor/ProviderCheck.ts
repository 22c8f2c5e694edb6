/** Whether a provider is configured rightly, and whether its service answers. */
import * as HttpClient from "@effect/platform/HttpClient"
import type { ConfigError } from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import { ProxyHttpClient } from "@easel/core/ServiceClient"
import { defectText } from "../defectText.js"
import * as SettingList from "../listing/SettingList.js"
import * as Reachability from "./Reachability.js"

/** What was found about one provider. */
export interface ProviderCheck {
  readonly plugin: ImagePlugin
  readonly settings: ReadonlyArray<SettingList.SettingState>
  /** What is wrong with its configuration; it can't be used then. */
  readonly faults: ReadonlyArray<string>
  /** Missing when it needs no network, or when its address can't be read. */
  readonly baseUrl: URL | undefined
  /** Missing when nothing was asked. */
  readonly reachability: Reachability.Reachability | undefined
  /** What its service says about the account; missing when it says nothing. */
  readonly account: string | undefined
}

type Network = HttpClient.HttpClient | ProxyHttpClient

const settingFaults = (settings: ReadonlyArray<SettingList.SettingState>): ReadonlyArray<string> =>
  settings.flatMap(({ fault, variable }) => (fault === undefined ? [] : [`${variable}: ${fault}`]))

/** What only shows when the settings are put together, such as two that contradict. */
const buildFaults = (
  plugin: ImagePlugin
): Effect.Effect<ReadonlyArray<string>, never, HttpClient.HttpClient> =>
  Effect.suspend(() => plugin.make(plugin.models[0])).pipe(
    Effect.scoped,
    Effect.catchAllDefect((defect) => Effect.fail(defectText(defect))),
    Effect.timeoutFail({
      duration: Reachability.patience,
      onTimeout: () => `not built within ${Duration.format(Reachability.patience)}`
    }),
    Effect.match({
      onFailure: (fault) => [typeof fault === "string" ? fault : SettingList.describe(fault)],
      onSuccess: () => []
    })
  )

/** The value of a setting that plugins name by convention; its faults are reported elsewhere. */
const settingOf = (plugin: ImagePlugin, name: "baseUrl" | "proxy"): Effect.Effect<unknown> => {
  const setting = plugin.settings[name]
  return setting === undefined
    ? Effect.succeed(undefined)
    : Effect.orElseSucceed(setting.config, () => undefined)
}

/** The provider's own proxy comes before the one that is for everything. */
const clientOf = (
  plugin: ImagePlugin
): Effect.Effect<HttpClient.HttpClient, ConfigError, Network | Scope.Scope> =>
  Effect.gen(function* () {
    const proxy = yield* settingOf(plugin, "proxy")
    if (typeof proxy !== "string") return yield* HttpClient.HttpClient
    const makeProxied = yield* ProxyHttpClient
    return yield* makeProxied(proxy)
  })

/** What the service says about the account, or why it does not. */
const accountOf = (
  plugin: ImagePlugin
): Effect.Effect<string | undefined, never, HttpClient.HttpClient> =>
  Effect.suspend(() => plugin.account ?? Effect.succeed(undefined)).pipe(
    Effect.scoped,
    Effect.timeout(Reachability.patience),
    Effect.catchAllDefect((defect) => Effect.succeed(defectText(defect))),
    Effect.catchAll((error) => Effect.succeed(`not known: ${error.message}`))
  )

/** Checks one provider; asks its service only when the configuration is right. */
export const check = (plugin: ImagePlugin): Effect.Effect<ProviderCheck, never, Network> =>
  Effect.gen(function* () {
    const settings = yield* SettingList.states(plugin.settings)
    const ownFaults = settingFaults(settings)
    const faults = ownFaults.length > 0 ? ownFaults : yield* buildFaults(plugin)
    const address = yield* settingOf(plugin, "baseUrl")
    const baseUrl = address instanceof URL ? address : undefined
    const reachability =
      baseUrl === undefined || faults.length > 0
        ? undefined
        : yield* Effect.provideServiceEffect(
            Reachability.probe(baseUrl),
            HttpClient.HttpClient,
            clientOf(plugin)
            // A proxy that can't be used is one of the faults of building.
          ).pipe(Effect.orElseSucceed(() => undefined))
    const account = reachability?._tag === "Reachable" ? yield* accountOf(plugin) : undefined
    return { plugin, settings, faults, baseUrl, reachability, account }
  }).pipe(Effect.scoped)
