/** What a stand-in reads from a workflow. */
import type { FakeReply } from "@easel/core/Fake"
import type { Node, Workflow } from "../ComfyUiOptions.js"
import { invalid } from "./faults.js"

export interface Drawing {
  readonly prompt: string
  readonly seed: number
  readonly width: number
  readonly height: number
  readonly count: number
  readonly steps: number
}

/** The node types that it has. */
const known: ReadonlySet<string> = new Set([
  "CheckpointLoaderSimple",
  "CLIPTextEncode",
  "EmptyLatentImage",
  "ImageScale",
  "KSampler",
  "LoadImage",
  "LoadImageMask",
  "PreviewImage",
  "RepeatLatentBatch",
  "SaveImage",
  "SetLatentNoiseMask",
  "VAEDecode",
  "VAEEncode"
])

const first = (workflow: Workflow, ...types: ReadonlyArray<string>): Node | undefined =>
  Object.values(workflow).find(({ class_type }) => types.includes(class_type))

const number = (node: Node | undefined, input: string, otherwise: number): number => {
  const value = node?.inputs[input]
  return typeof value === "number" ? value : otherwise
}

const linked = (workflow: Workflow, node: Node | undefined, input: string): Node | undefined => {
  const link = node?.inputs[input]
  return Array.isArray(link) && typeof link[0] === "string" ? workflow[link[0]] : undefined
}

const inputError = (id: string, node: Node, message: string, details: string): FakeReply =>
  invalid("prompt_outputs_failed_validation", "Prompt outputs failed validation", "", {
    [id]: {
      class_type: node.class_type,
      dependent_outputs: [],
      errors: [{ type: "invalid", message, details, extra_info: {} }]
    }
  })

/** What a server would say against a workflow. */
export const refusal = (
  workflow: Workflow,
  files: ReadonlySet<string>,
  checkpoints: ReadonlyArray<string>
): FakeReply | undefined => {
  for (const [id, node] of Object.entries(workflow)) {
    const { class_type, inputs } = node
    if (!known.has(class_type)) {
      const message = `Cannot execute because node ${class_type} does not exist.`
      return invalid("invalid_prompt", message, `Node ID '#${id}'`)
    }
    for (const [input, value] of Object.entries(inputs)) {
      if (Array.isArray(value) && linked(workflow, node, input) === undefined) {
        return inputError(id, node, "Bad linked input", input)
      }
    }
    if (class_type.startsWith("LoadImage") && !files.has(String(inputs["image"]))) {
      const details = `image - Invalid image file: ${String(inputs["image"])}`
      return inputError(id, node, "Custom validation failed for node", details)
    }
    if (class_type.startsWith("Checkpoint") && !checkpoints.includes(String(inputs["ckpt_name"]))) {
      const details = `ckpt_name: '${String(inputs["ckpt_name"])}' not in (list of length ${checkpoints.length})`
      return inputError(id, node, "Value not in list", details)
    }
  }
  return first(workflow, "SaveImage", "PreviewImage") === undefined
    ? invalid("prompt_no_outputs", "Prompt has no outputs", "")
    : undefined
}

/** What a workflow draws. */
export const drawingOf = (workflow: Workflow): Drawing => {
  const sampler = first(workflow, "KSampler")
  const canvas = first(workflow, "EmptyLatentImage") ?? first(workflow, "ImageScale")
  const words = linked(workflow, sampler, "positive")?.inputs["text"]
  return {
    prompt: typeof words === "string" ? words : "",
    seed: number(sampler, "seed", 0),
    width: number(canvas, "width", 512),
    height: number(canvas, "height", 512),
    count: number(first(workflow, "RepeatLatentBatch"), "amount", number(canvas, "batch_size", 1)),
    steps: number(sampler, "steps", 1)
  }
}

/** The id of the node of such a type. */
export const nodeOf = (workflow: Workflow, ...types: ReadonlyArray<string>): string =>
  Object.entries(workflow).find(([, { class_type }]) => types.includes(class_type))?.[0] ?? ""
