/** Models of real packages of the AI SDK, as Easel models, against a stand-in of their host. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as ImagePlugin from "@easel/core/ImagePlugin"
import * as PluginConfig from "@easel/core/PluginConfig"
import { FromAiSdk, fromAiSdk } from "@easel/provider-ai-sdk"
import { OpenAiHost } from "@easel/provider-openai"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import { conformance } from "@easel/testkit/vitest"
import { packages, valueOf } from "./support.js"

const settings = {
  baseUrl: PluginConfig.url("EASEL_OPENAI_BASE_URL", "http://127.0.0.1:1", "Address of the host"),
  apiKey: PluginConfig.secret("EASEL_AI_SDK_API_KEY", "Key")
}

const options = {
  label: "Host",
  options: Schema.Struct({ quality: Schema.optional(Schema.String) }),
  // What the package leaves out, with a warning.
  takes: { seed: undefined }
}

for (const specification of ["v3", "v4"] as const) {
  const model = packages[specification]
  const plugin = ImagePlugin.define({
    id: "ai-sdk-host",
    version: FromAiSdk.version,
    label: `openai-compatible, ${specification}`,
    homepage: "https://ai-sdk.dev",
    url: "https://ai-sdk.dev",
    apiEndpoint: "https://ai-sdk.dev",
    models: [FromAiSdk.infoOf(model("http://127.0.0.1:1"), options)],
    settings,
    options: options.options,
    make: () =>
      Effect.map(PluginConfig.toConfig(settings), ({ apiKey, baseUrl }) =>
        fromAiSdk(model(baseUrl.href.replace(/\/$/, ""), valueOf(apiKey) || "none"), {
          ...options,
          secrets: apiKey === undefined ? [] : [apiKey]
        })
      ),
    fake: Effect.succeed(OpenAiFake.of({ ...OpenAiHost.openai, streams: false }))
  })
  conformance({ plugin })
}
