// generateImage of the AI SDK on one JSON call; it has no previews.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"
import { generateImage } from "ai"

export const open = (baseUrl) => {
  const model = createOpenAICompatible({ name: "bench", baseURL: `${baseUrl}/v1` }).imageModel("m")
  return async () => {
    const { image } = await generateImage({ model, prompt: "a cat" })
    if (image.uint8Array.length !== 96 * 1024) throw new Error("no picture")
  }
}
