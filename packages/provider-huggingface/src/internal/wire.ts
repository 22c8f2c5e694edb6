/** What each provider is sent. What is undefined is left out. */
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { Served } from "./findProvider.js"

/** A picture that is to be made. */
export interface Order {
  readonly served: Served
  readonly request: ResolvedRequest
  /** The caller's, or one that was chosen. */
  readonly seed: number
}

/** Parameters whose names all providers share. */
const shared = ({ request, seed }: Order) => ({
  negative_prompt: request.negativePrompt,
  guidance_scale: request.guidanceScale,
  seed
})

const segments = (id: string): string => id.split("/").map(encodeURIComponent).join("/")

/** Answers with a picture in the type that is asked for. */
export const hfInference = (order: Order) => ({
  path: `/hf-inference/models/${segments(order.served.id)}`,
  accept: "image/png",
  json: {
    inputs: order.request.prompt,
    parameters: {
      ...shared(order),
      width: order.request.width,
      height: order.request.height,
      num_inference_steps: order.request.steps
    }
  }
})

/** Answers with JSON. */
export const together = (order: Order) => ({
  path: "/together/v1/images/generations",
  accept: "application/json",
  json: {
    ...shared(order),
    model: order.served.id,
    prompt: order.request.prompt,
    width: order.request.width,
    height: order.request.height,
    steps: order.request.steps,
    n: 1,
    response_format: "base64"
  }
})

/** Answers with the address of a job. */
export const fal = (order: Order) => ({
  path: `/fal-ai/${segments(order.served.id)}`,
  json: {
    ...shared(order),
    prompt: order.request.prompt,
    image_size: { width: order.request.width, height: order.request.height },
    num_inference_steps: order.request.steps
  }
})
