/** The providers that come with the command line. Written by `npm run generate`. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import comfyui from "@easel/provider-comfyui"
import fal from "@easel/provider-fal"
import gradio from "@easel/provider-gradio"
import huggingface from "@easel/provider-huggingface"
import imagelabs from "@easel/provider-imagelabs"
import openai from "@easel/provider-openai"
import sd35 from "@easel/provider-sd35"
import sdapi from "@easel/provider-sdapi"
import sketch from "@easel/provider-sketch"

/** The first is used when nothing is chosen. */
export const builtIn: ReadonlyArray<ImagePlugin> = [
  sketch,
  sd35,
  comfyui,
  fal,
  gradio,
  huggingface,
  imagelabs,
  openai,
  sdapi
]
