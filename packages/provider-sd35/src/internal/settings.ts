import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as PluginConfig from "@easel/core/PluginConfig"

/** The Space, on a host of its own. */
export const spaceUrl = "https://stabilityai-stable-diffusion-3-5-large.hf.space"

/** A GPU is reserved for 65 seconds; the rest is time to wait for one. */
export const defaultDeadline = Duration.minutes(5)

const ownKey = PluginConfig.secret(
  "EASEL_SD35_API_KEY",
  "Hugging Face token, for a GPU quota of your own"
)

const sharedKey = PluginConfig.secret("HF_TOKEN", "Hugging Face token of this machine")

/** Says how a person sends a token. */
export const tokenHint = `set ${ownKey.variable} or ${sharedKey.variable} to a Hugging Face token (https://huggingface.co/settings/tokens)`

export const settings = {
  baseUrl: PluginConfig.url(
    "EASEL_SD35_BASE_URL",
    spaceUrl,
    "Address of the Space, or of a copy of it on Gradio 5 or later"
  ),
  apiKey: {
    ...ownKey,
    fallback: sharedKey.variable,
    config: Config.zipWith(ownKey.config, sharedKey.config, (own, shared) => own ?? shared)
  },
  proxy: PluginConfig.proxy("EASEL_SD35_PROXY", "Proxy for this provider alone"),
  deadline: PluginConfig.duration(
    "EASEL_SD35_DEADLINE",
    defaultDeadline,
    "For one generation, waiting for a GPU included"
  )
} satisfies PluginConfig.Settings

export const config = PluginConfig.toConfig(settings)
