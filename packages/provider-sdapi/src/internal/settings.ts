import * as Duration from "effect/Duration"
import * as PluginConfig from "@easel/core/PluginConfig"

/** Where AUTOMATIC1111, Forge and SD.Next listen when nobody says otherwise. */
export const localUrl = "http://127.0.0.1:7860"

/** A machine of one's own may be slow, and others may be in front. */
export const defaultDeadline = Duration.minutes(30)

export const settings = {
  baseUrl: PluginConfig.url("EASEL_SDAPI_BASE_URL", localUrl, "Address of the server"),
  user: PluginConfig.text("EASEL_SDAPI_USER", "User name, where the server has --api-auth"),
  password: PluginConfig.secret("EASEL_SDAPI_PASSWORD", "Password of that user"),
  deadline: PluginConfig.duration(
    "EASEL_SDAPI_DEADLINE",
    defaultDeadline,
    "For one generation, waiting for others included"
  )
} satisfies PluginConfig.Settings

export const config = PluginConfig.toConfig(settings)
