/** The parameters that only ComfyUI has. */
import * as Schema from "effect/Schema"

/** One node of a workflow. What is not named here, such as `_meta`, is sent as it is. */
export const Node = Schema.Struct(
  {
    class_type: Schema.NonEmptyString,
    /** A value, or a link `[node, output]`. */
    inputs: Schema.Record({ key: Schema.String, value: Schema.Unknown })
  },
  { key: Schema.String, value: Schema.Unknown }
)
export type Node = typeof Node.Type

/** A workflow in API format: nodes by id. */
export const Workflow = Schema.Record({ key: Schema.String, value: Node }).annotations({
  message: () => ({
    message:
      "expected a workflow in API format, an object of nodes with class_type and inputs; in ComfyUI it is exported as API, not saved",
    override: true
  })
})
export type Workflow = typeof Workflow.Type

/** An input of a node, written `node.input`; the node by id or title. */
const Address = Schema.String.pipe(
  Schema.pattern(/^.+\.[^.]+$/, {
    message: () => "expected an input written as node.input, such as 6.text"
  })
)

/** Where a parameter goes in a workflow. */
export const Inputs = Schema.partial(
  Schema.Struct({
    prompt: Address,
    negativePrompt: Address,
    width: Address,
    height: Address,
    seed: Address,
    count: Address,
    steps: Address,
    guidanceScale: Address,
    image: Address,
    mask: Address,
    strength: Address,
    checkpoint: Address,
    sampler: Address,
    scheduler: Address
  })
)
export type Inputs = typeof Inputs.Type
export type InputName = keyof Inputs

export const ComfyUiOptions = Schema.Struct({
  /** File name of the checkpoint. Default: the setting, else the first that the server has. */
  checkpoint: Schema.optional(Schema.NonEmptyString),
  /** Such as `"dpmpp_2m"`. */
  sampler: Schema.optional(Schema.NonEmptyString),
  /** Such as `"karras"`. */
  scheduler: Schema.optional(Schema.NonEmptyString),
  /** A workflow of your own, in API format. Default: one that makes a picture with a checkpoint. */
  workflow: Schema.optional(Workflow),
  /** Where parameters go in the workflow, where that is not found by itself. */
  inputs: Schema.optional(Inputs)
})
export type ComfyUiOptions = typeof ComfyUiOptions.Type

declare module "@easel/core/ProviderOptions" {
  interface ProviderOptions {
    readonly comfyui?: ComfyUiOptions | undefined
  }
}
