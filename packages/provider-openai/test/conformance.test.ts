import * as Effect from "effect/Effect"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import * as PluginConfig from "@easel/core/PluginConfig"
import plugin, { OpenAi, OpenAiHost } from "@easel/provider-openai"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })

const settings = {
  baseUrl: PluginConfig.url("EASEL_OPENAI_BASE_URL", OpenAi.url, "Address of the host"),
  apiKey: PluginConfig.secret("EASEL_OPENAI_API_KEY", "Key")
}

/** A plugin of one kind of host, as anyone can make it. */
const pluginOf = (host: OpenAiHost.OpenAiHost): ImagePlugin.ImagePlugin => {
  const model = OpenAi.modelOf("stand-in", host)
  return ImagePlugin.define({
    ...plugin,
    label: `OpenAI wire of ${host.label}`,
    models: [model],
    settings,
    make: () =>
      Effect.flatMap(PluginConfig.toConfig(settings), (options) =>
        OpenAi.make({ ...options, host, model })
      ),
    fake: Effect.succeed(OpenAiFake.of(host))
  })
}

for (const host of Object.values(OpenAiHost.hosts)) {
  if (host !== OpenAiHost.openai) conformance({ plugin: pluginOf(host) })
}
