import type { Node, Workflow } from "../ComfyUiOptions.js"

const node = (class_type: string, inputs: Node["inputs"]): Node => ({ class_type, inputs })

/** What is edited; each step links to the one before. */
const edited = (hasMask: boolean): Workflow => ({
  load: node("LoadImage", { image: "" }),
  scale: node("ImageScale", {
    image: ["load", 0],
    upscale_method: "lanczos",
    width: 1024,
    height: 1024,
    crop: "center"
  }),
  encode: node("VAEEncode", { pixels: ["scale", 0], vae: ["checkpoint", 2] }),
  ...(hasMask
    ? {
        // White may be painted.
        mask: node("LoadImageMask", { image: "", channel: "red" }),
        masked: node("SetLatentNoiseMask", { samples: ["encode", 0], mask: ["mask", 0] })
      }
    : {}),
  latent: node("RepeatLatentBatch", { samples: [hasMask ? "masked" : "encode", 0], amount: 1 })
})

const blank: Workflow = {
  latent: node("EmptyLatentImage", { width: 1024, height: 1024, batch_size: 1 })
}

/** Text to image with a checkpoint, or with pictures an edit of the first. */
export const defaultWorkflow = ({
  images,
  mask
}: {
  readonly images: ReadonlyArray<unknown>
  readonly mask: unknown
}): Workflow => ({
  checkpoint: node("CheckpointLoaderSimple", { ckpt_name: "" }),
  positive: node("CLIPTextEncode", { text: "", clip: ["checkpoint", 1] }),
  negative: node("CLIPTextEncode", { text: "", clip: ["checkpoint", 1] }),
  ...(images.length === 0 ? blank : edited(mask !== undefined)),
  sampler: node("KSampler", {
    seed: 0,
    steps: 20,
    cfg: 7,
    sampler_name: "euler",
    scheduler: "normal",
    denoise: images.length === 0 ? 1 : 0.75,
    model: ["checkpoint", 0],
    positive: ["positive", 0],
    negative: ["negative", 0],
    latent_image: ["latent", 0]
  }),
  decode: node("VAEDecode", { samples: ["sampler", 0], vae: ["checkpoint", 2] }),
  save: node("SaveImage", { filename_prefix: "easel", images: ["decode", 0] })
})
