import type { Endpoint, Parameter } from "./describeSpace.js"

/** What Spaces usually call the inputs that a request has fields for. */
const names = {
  prompt: ["prompt", "text_prompt", "positive_prompt", "input_prompt", "text", "instruction"],
  negativePrompt: ["negative_prompt", "neg_prompt", "negative"],
  seed: ["seed"],
  randomizeSeed: ["randomize_seed", "randomise_seed", "random_seed", "use_random_seed"],
  width: ["width", "image_width"],
  height: ["height", "image_height"],
  steps: [
    "num_inference_steps",
    "number_of_inference_steps",
    "inference_steps",
    "num_steps",
    "steps"
  ],
  guidanceScale: ["guidance_scale", "cfg_scale", "true_guidance_scale", "guidance", "cfg"],
  strength: ["strength", "denoising_strength", "image_strength", "denoise"],
  count: ["num_images", "num_images_per_prompt", "number_of_images", "num_outputs", "batch_size"]
} as const

export type WellKnown = keyof typeof names

const normalized = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "_")

/** Text may be written into it. */
const isText = ({ component, type }: Parameter): boolean =>
  component === "textbox" || component === "textarea" || component === "text" || type === "string"

/**
 * The input of a function that a field of a request goes into: by its name, else by its label, since
 * some Spaces name nothing. A prompt also goes into the only text that there is.
 */
export const placeOf = ({ parameters }: Endpoint, field: WellKnown): Parameter | undefined => {
  const find = (text: (parameter: Parameter) => string) => {
    for (const name of names[field]) {
      const found = parameters.find((parameter) => normalized(text(parameter)) === name)
      if (found !== undefined) return found
    }
    return undefined
  }
  const named = find(({ name }) => name) ?? find(({ label }) => label)
  if (named !== undefined || field !== "prompt") return named
  const texts = parameters.filter(isText)
  return texts.length === 1 ? texts[0] : undefined
}
