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

/** The size has a default, so that nobody need have asked for it. */
const mayLack: ReadonlySet<string> = new Set(["width", "height"])

/** What a request calls an input. */
const optionOf = (name: string): string => {
  if (name === "image") return "images"
  return ["checkpoint", "sampler", "scheduler"].includes(name)
    ? `providerOptions.comfyui.${name}`
    : name
}

/** Where the inputs of a workflow are. */
export type Places = ReadonlyMap<string, ReadonlyArray<Place>>

/** Where the inputs of a workflow are: as the caller says, else as the usual nodes name them. */
export const findPlaces = (
  workflow: Workflow,
  given: Inputs
): Either.Either<Places, InvalidRequest> => {
  const found = new Map(Object.entries(findInputs(workflow)))
  for (const [name, address] of Object.entries(given)) {
    if (address === undefined) continue
    const place = placeOf(workflow, address)
    if (place === undefined) {
      return Either.left(
        new InvalidRequest({
          option: `providerOptions.comfyui.inputs.${name}`,
          reason: `the workflow has no node of ${address}`,
          legal: Object.keys(workflow).join(", ")
        })
      )
    }
    found.set(name, [place])
  }
  return Either.right(found)
}

/**
 * What of these there is no place for, though nobody need have asked for it. What was asked for and
 * has no place is an `InvalidRequest`.
 */
export const findLacking = (
  places: Places,
  asked: { readonly [K in InputName]?: unknown }
): Either.Either<ReadonlyArray<string>, InvalidRequest> => {
  const lacking = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || places.get(name)?.length ? [] : [name]
  )
  const refused = lacking.find((name) => !mayLack.has(name))
  return refused === undefined
    ? Either.right(lacking)
    : Either.left(
        new InvalidRequest({
          option: optionOf(refused),
          reason: `the workflow has no input for it that is found; name one in providerOptions.comfyui.inputs.${refused}`
        })
      )
}

/** Puts values into their places. */
export const fillWorkflow = (workflow: Workflow, places: Places, values: InputValues): Workflow => {
  let filled = workflow
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    filled = (places.get(name) ?? []).reduce((rest, place) => put(rest, place, value), filled)
  }
  return filled
}

const put = (workflow: Workflow, { input, node }: Place, value: unknown): Workflow => {
  const target = workflow[node]
  return target === undefined
    ? workflow
    : { ...workflow, [node]: { ...target, inputs: { ...target.inputs, [input]: value } } }
}
