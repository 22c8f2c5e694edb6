/** A provider's settings as the environment has them; secrets are never among the values. */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Setting, Settings } from "@easel/core/PluginConfig"
import { withoutUserinfo } from "./withoutUserinfo.js"

type ConfigErrorLeaf = Exclude<ConfigError.ConfigError, ConfigError.And | ConfigError.Or>

/** One setting and its state. */
export interface SettingState {
  readonly variable: string
  readonly description: string
  readonly secret: boolean
  /** What is used when it is not set. */
  readonly fallback: string | undefined
  /** Nothing works without it. */
  readonly required: boolean
  readonly set: boolean
  /** A secret that is not set and has a value all the same, by its fallback. */
  readonly inherited: boolean
  /** Only when it is set and no secret. */
  readonly value: string | undefined
  /** What is wrong with it. */
  readonly fault: string | undefined
}

const leaves = (error: ConfigError.ConfigError): ReadonlyArray<ConfigErrorLeaf> =>
  error._op === "And" || error._op === "Or"
    ? [...leaves(error.left), ...leaves(error.right)]
    : [error]

/** A configuration error in one line that names the variables. */
export const describe = (error: ConfigError.ConfigError): string =>
  withoutUserinfo(
    leaves(error)
      .map(({ message, path }) => [...path, message].join(": "))
      .join("; ")
  )

const faultOf = (error: ConfigError.ConfigError, secretText: string | undefined): string => {
  const text = withoutUserinfo(
    leaves(error)
      .map(({ message }) => message)
      .join("; ")
  )
  return secretText === undefined ? text : text.replaceAll(secretText, "<redacted>")
}

const emptyEnvironment = ConfigProvider.fromMap(new Map())

const isRequired = (setting: Setting<unknown>): Effect.Effect<boolean> =>
  setting.config.pipe(Effect.withConfigProvider(emptyEnvironment), Effect.isFailure)

const stateOf = (setting: Setting<unknown>): Effect.Effect<SettingState> =>
  Effect.gen(function* () {
    const { description, fallback, secret, variable } = setting
    const text = yield* Effect.option(Config.nonEmptyString(variable))
    const decoded = yield* Effect.either(setting.config)
    return {
      variable,
      description,
      secret,
      fallback,
      required: yield* isRequired(setting),
      set: Option.isSome(text),
      inherited:
        secret && Option.isNone(text) && Either.isRight(decoded) && decoded.right !== undefined,
      value: secret ? undefined : Option.getOrUndefined(Option.map(text, withoutUserinfo)),
      fault: Either.isLeft(decoded)
        ? faultOf(decoded.left, secret ? Option.getOrUndefined(text) : undefined)
        : undefined
    }
  })

/** The state of every setting. */
export const states = (settings: Settings): Effect.Effect<ReadonlyArray<SettingState>> =>
  Effect.forEach(Object.values(settings), stateOf)

/** What a person may know of its value. */
export const shown = (state: SettingState): string => {
  if (state.fault !== undefined) return `wrong: ${state.fault}`
  if (state.inherited) return `not set, ${state.fallback ?? "another variable"} is used`
  if (!state.set) return "not set"
  return state.value === undefined ? "set" : `set to ${state.value}`
}

/** Whether a provider wants a key, as one word. */
export const keyNeed = (
  states: ReadonlyArray<SettingState>
): "none" | "optional" | "needed" | "set" => {
  const secrets = states.filter(({ secret }) => secret)
  if (secrets.length === 0) return "none"
  if (secrets.some(({ required, set }) => required && !set)) return "needed"
  return secrets.some(({ inherited, set }) => set || inherited) ? "set" : "optional"
}
