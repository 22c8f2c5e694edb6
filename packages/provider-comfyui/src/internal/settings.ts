import * as Duration from "effect/Duration"
import * as PluginConfig from "@easel/core/PluginConfig"

/** Where ComfyUI listens when nobody says otherwise. */
export const localUrl = "http://127.0.0.1:8188"

/** A machine of one's own may be slow, and others may be in front. */
export const defaultDeadline = Duration.minutes(30)

export const settings = {
  baseUrl: PluginConfig.url("EASEL_COMFYUI_BASE_URL", localUrl, "Address of the server"),
  token: PluginConfig.secret(
    "EASEL_COMFYUI_TOKEN",
    "Bearer token, where something in front of the server asks for one"
  ),
  checkpoint: PluginConfig.text(
    "EASEL_COMFYUI_CHECKPOINT",
    "File name of the checkpoint; else the first that the server has"
  ),
  deadline: PluginConfig.duration(
    "EASEL_COMFYUI_DEADLINE",
    defaultDeadline,
    "For one generation, waiting in the queue included"
  )
} satisfies PluginConfig.Settings

export const config = PluginConfig.toConfig(settings)
