import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Struct from "effect/Struct"
import * as PluginConfig from "@easel/core/PluginConfig"
import type { Options } from "../OpenAi.js"
import { hosts } from "../OpenAiHost.js"

/** Address of OpenAI. */
export const serviceUrl = "https://api.openai.com/v1"

export const defaultDeadline = Duration.minutes(10)

const host = "EASEL_OPENAI_HOST"

const hostNames = Struct.keys(hosts)

export const settings = {
  baseUrl: PluginConfig.url(
    "EASEL_OPENAI_BASE_URL",
    serviceUrl,
    "Address of the host, up to where /images begins"
  ),
  apiKey: PluginConfig.secret(
    "EASEL_OPENAI_API_KEY",
    "Key of your account; at OpenAI's own address OPENAI_API_KEY counts too"
  ),
  host: {
    variable: host,
    description: `What answers there: ${hostNames.join(", ")}`,
    secret: false,
    fallback: "openai",
    config: Config.literal(...hostNames)(host).pipe(
      Config.withDefault("openai" as const),
      Config.map((name) => hosts[name])
    )
  },
  model: PluginConfig.text(
    "EASEL_OPENAI_MODEL",
    "Model of the host, where it is another one than OpenAI's default"
  ),
  proxy: PluginConfig.proxy("EASEL_OPENAI_PROXY", "Proxy for this provider alone"),
  deadline: PluginConfig.duration(
    "EASEL_OPENAI_DEADLINE",
    defaultDeadline,
    "For a whole generation"
  )
}

/** The settings as options. */
export const config: Config.Config<Options & { readonly model: string | undefined }> = Config.map(
  Config.all([
    PluginConfig.toConfig(settings),
    PluginConfig.sharedSecret("OPENAI_API_KEY", serviceUrl)
  ]),
  ([options, shared]) => ({ ...options, apiKey: options.apiKey ?? shared(options.baseUrl) })
)
