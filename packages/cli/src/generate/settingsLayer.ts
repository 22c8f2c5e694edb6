/** The registry of a run, with the flags that stand for settings laid over the environment. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as ProviderRegistry from "@easel/core/ProviderRegistry"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

export interface SettingFlags {
  readonly proxy: Option.Option<string>
  readonly timeout: Option.Option<Duration.Duration>
}

const deadlineSetting = "deadline"

/** Providers whose own deadline can be moved have a setting of this name. */
export const hasDeadline = (plugin: ImagePlugin): boolean =>
  Object.hasOwn(plugin.settings, deadlineSetting)

const overlay = (
  plugins: ReadonlyArray<ImagePlugin>,
  flags: SettingFlags
): ReadonlyMap<string, string> => {
  const variables = (name: string) =>
    plugins.flatMap((plugin) => plugin.settings[name]?.variable ?? [])
  return new Map([
    ...Option.match(flags.proxy, {
      onNone: () => [],
      onSome: (proxy) =>
        ["EASEL_PROXY", ...variables("proxy")].map((variable) => [variable, proxy] as const)
    }),
    ...Option.match(flags.timeout, {
      onNone: () => [],
      onSome: (timeout) =>
        variables(deadlineSetting).map(
          (variable) => [variable, `${Duration.toMillis(timeout)} millis`] as const
        )
    })
  ])
}

/** Flags first, then the environment. */
export const settingsLayer = (plugins: ReadonlyArray<ImagePlugin>, flags: SettingFlags) => {
  const provider = ConfigProvider.fromMap(new Map(overlay(plugins, flags))).pipe(
    ConfigProvider.orElse(() => ConfigProvider.fromEnv())
  )
  return ProviderRegistry.layer(plugins).pipe(
    Layer.provideMerge(NodeHttp.layer),
    Layer.provideMerge(Layer.setConfigProvider(provider))
  )
}
