import { createOpenAICompatible as create2 } from "openai-compatible-2"
import { createOpenAICompatible as create3 } from "openai-compatible-3"
import * as Redacted from "effect/Redacted"
import type { AiSdkImageModel } from "@easel/provider-ai-sdk"

/** Models that packages of the AI SDK make, by their specification. */
export const packages: Readonly<
  Record<"v3" | "v4", (baseURL: string, apiKey?: string) => AiSdkImageModel.AiSdkImageModel>
> = {
  v3: (baseURL, apiKey = "none") => create2({ name: "host", baseURL, apiKey }).imageModel("m"),
  v4: (baseURL, apiKey = "none") => create3({ name: "host", baseURL, apiKey }).imageModel("m")
}

export const valueOf = (secret: Redacted.Redacted | undefined): string =>
  secret === undefined ? "" : Redacted.value(secret)
