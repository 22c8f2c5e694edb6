import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as PluginConfig from "@easel/core/PluginConfig"
import * as HuggingFaceHub from "../HuggingFaceHub.js"

/** A Space may have to wake, and others may be in front. */
export const defaultDeadline = Duration.minutes(10)

export const settings = {
  baseUrl: PluginConfig.url(
    "EASEL_GRADIO_HUB_URL",
    HuggingFaceHub.url,
    "Address of the hub that knows where Spaces are"
  ),
  space: PluginConfig.text(
    "EASEL_GRADIO_SPACE",
    "Space for requests that name none: owner/name, or an address, also of a server of your own"
  ),
  api: PluginConfig.text("EASEL_GRADIO_API", "Function of that Space, where it has several"),
  token: PluginConfig.secret(
    "EASEL_GRADIO_TOKEN",
    "Hugging Face token, for private Spaces and a GPU quota of your own; HF_TOKEN counts too"
  ),
  proxy: PluginConfig.proxy("EASEL_GRADIO_PROXY", "Proxy for this provider alone"),
  deadline: PluginConfig.duration(
    "EASEL_GRADIO_DEADLINE",
    defaultDeadline,
    "For one generation, the waking of the Space included"
  )
} satisfies PluginConfig.Settings

/** Says how a person sends a token. */
export const tokenHint =
  "set EASEL_GRADIO_TOKEN or HF_TOKEN to a Hugging Face token (https://huggingface.co/settings/tokens)"

/** The token of the machine goes to Hugging Face's own hub and Spaces alone. */
export const config = Config.map(
  Config.all([
    PluginConfig.toConfig(settings),
    PluginConfig.sharedSecret("HF_TOKEN", HuggingFaceHub.url)
  ]),
  ([{ baseUrl, ...values }, shared]) => ({
    ...values,
    hubUrl: baseUrl,
    sharedToken: shared(baseUrl)
  })
)
