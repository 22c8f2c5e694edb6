import plugin from "@easel/provider-huggingface"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })

// A job in the queue of a provider, and a model that takes every parameter.
conformance({
  plugin,
  request: {
    model: "stabilityai/stable-diffusion-xl-base-1.0",
    prompt: "A lamp",
    providerOptions: { huggingface: { provider: "fal-ai" } }
  }
})
