import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as PluginConfig from "@easel/core/PluginConfig"

/** The Space, on a host of its own. */
export const spaceUrl = "https://stabilityai-stable-diffusion-3-5-large.hf.space"

/** A GPU is reserved for 65 seconds; the rest is time to wait for one. */
export const defaultDeadline = Duration.minutes(5)

/** Name of the Space at the hub. */
export const spaceId = "stabilityai/stable-diffusion-3.5-large"

const apiKey = PluginConfig.secret(
  "EASEL_SD35_API_KEY",
  "Hugging Face token, for a GPU quota of your own; at the Space itself HF_TOKEN counts too"
)

/** Says how a person sends a token. */
export const tokenHint = `set ${apiKey.variable} or, for the Space itself, HF_TOKEN to a Hugging Face token (https://huggingface.co/settings/tokens)`

export const settings = {
  baseUrl: PluginConfig.url(
    "EASEL_SD35_BASE_URL",
    spaceUrl,
    "Address of the Space, or of a copy of it on Gradio 5 or later"
  ),
  apiKey,
  proxy: PluginConfig.proxy("EASEL_SD35_PROXY", "Proxy for this provider alone"),
  deadline: PluginConfig.duration(
    "EASEL_SD35_DEADLINE",
    defaultDeadline,
    "For one generation, waiting for a GPU included"
  )
} satisfies PluginConfig.Settings

/** The token of the machine goes to the Space itself, and to no copy of it. */
export const config = Config.map(
  Config.all([PluginConfig.toConfig(settings), PluginConfig.sharedSecret("HF_TOKEN", spaceUrl)]),
  ([options, shared]) => ({ ...options, apiKey: options.apiKey ?? shared(options.baseUrl) })
)
