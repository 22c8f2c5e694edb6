import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { InputName, Inputs, Workflow } from "../ComfyUiOptions.js"
import { findInputs, type Place } from "./findInputs.js"

/** What goes into a workflow; what is missing is left to it. */
export type InputValues = { readonly [K in InputName]?: string | number | undefined }

const title = (node: Workflow[string] | undefined): unknown => {
  const meta = node?.["_meta"]
  return typeof meta === "object" && meta !== null && "title" in meta ? meta.title : undefined
}

/** The place of an address `node.input`, the node by id or title. */
const placeOf = (workflow: Workflow, address: string): Place | undefined => {
  const dot = address.lastIndexOf(".")
  const [name, input] = [address.slice(0, dot), address.slice(dot + 1)]
  const node =
    name in workflow ? name : Object.keys(workflow).find((id) => title(workflow[id]) === name)
  return node === undefined ? undefined : { node, input }
}

const put = (workflow: Workflow, { input, node }: Place, value: unknown): Workflow => {
  const target = workflow[node]
  return target === undefined
    ? workflow
    : { ...workflow, [node]: { ...target, inputs: { ...target.inputs, [input]: value } } }
}

/** The size has a default, so that nobody need have asked for it. */
const mayLack: ReadonlySet<string> = new Set(["width", "height"])

/** What a request calls an input. */
const optionOf = (name: string): string => {
  if (name === "image") return "images"
  return ["checkpoint", "sampler", "scheduler"].includes(name)
    ? `providerOptions.comfyui.${name}`
    : name
}

export interface Filled {
  readonly workflow: Workflow
  /** What there is no place for. */
  readonly lacking: ReadonlyArray<string>
  /** There is a place for a seed. */
  readonly seeded: boolean
}

/** Puts values into their places. One that was asked for and has no place is an `InvalidRequest`. */
export const fillWorkflow = (
  workflow: Workflow,
  given: Inputs,
  values: InputValues
): Either.Either<Filled, InvalidRequest> =>
  Either.gen(function* () {
    const found = new Map(Object.entries(findInputs(workflow)))
    for (const [name, address] of Object.entries(given)) {
      if (address === undefined) continue
      const place = placeOf(workflow, address)
      if (place === undefined) {
        yield* Either.left(
          new InvalidRequest({
            option: `providerOptions.comfyui.inputs.${name}`,
            reason: `the workflow has no node of ${address}`,
            legal: Object.keys(workflow).join(", ")
          })
        )
      } else found.set(name, [place])
    }
    let filled = workflow
    const lacking: Array<string> = []
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue
      const places = found.get(name) ?? []
      if (places.length === 0 && !mayLack.has(name)) {
        yield* Either.left(
          new InvalidRequest({
            option: optionOf(name),
            reason: `the workflow has no input for it that is found; name one in providerOptions.comfyui.inputs.${name}`
          })
        )
      }
      if (places.length === 0) lacking.push(name)
      filled = places.reduce((rest, place) => put(rest, place, value), filled)
    }
    return { workflow: filled, lacking, seeded: (found.get("seed") ?? []).length > 0 }
  })
