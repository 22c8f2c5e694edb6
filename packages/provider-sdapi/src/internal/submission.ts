import * as Encoding from "effect/Encoding"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import type { SdApiOptions } from "../SdApiOptions.js"

/** A preview is made after so many steps. */
const previewSteps = 3

/** Keep the picture's own pixels where a mask lets nothing be painted, and crop it to the size. */
const edit = ({ images, mask, strength }: ResolvedRequest<SdApiOptions>) => ({
  init_images: images.map((bytes) => Encoding.encodeBase64(bytes)),
  resize_mode: 1,
  denoising_strength: strength,
  ...(mask === undefined ? {} : { mask: Encoding.encodeBase64(mask), inpainting_fill: 1 })
})

/** What is sent. What a request does not say is left to the server. */
export const submission = (
  request: ResolvedRequest<SdApiOptions>,
  seed: number,
  taskId: string
): { readonly path: string; readonly json: unknown } => {
  const { images, options } = request
  const checkpoint =
    options.checkpoint === undefined ? {} : { sd_model_checkpoint: options.checkpoint }
  return {
    path: images.length === 0 ? "/sdapi/v1/txt2img" : "/sdapi/v1/img2img",
    json: {
      prompt: request.prompt,
      negative_prompt: request.negativePrompt,
      width: request.width,
      height: request.height,
      seed,
      steps: request.steps,
      cfg_scale: request.guidanceScale,
      batch_size: request.count,
      sampler_name: options.sampler,
      scheduler: options.scheduler,
      force_task_id: taskId,
      override_settings: { show_progress_every_n_steps: previewSteps, ...checkpoint },
      ...(images.length === 0 ? {} : edit(request))
    }
  }
}
