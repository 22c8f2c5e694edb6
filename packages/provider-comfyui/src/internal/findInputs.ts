import type { InputName, Node, Workflow } from "../ComfyUiOptions.js"

/** One input of one node. */
export interface Place {
  readonly node: string
  readonly input: string
}

export type Places = { readonly [K in InputName]?: ReadonlyArray<Place> }

/** The node that an input is linked to; `undefined` when it is a value. */
const linkOf = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === "string" ? value[0] : undefined

const isNumber = (value: unknown): boolean => typeof value === "number"
const isText = (value: unknown): boolean => typeof value === "string"

/** Every input of one of these names that has such a value. */
const valuesNamed = (
  workflow: Workflow,
  names: ReadonlyArray<string>,
  fits: (value: unknown) => boolean,
  of: (node: Node) => boolean = () => true
): ReadonlyArray<Place> =>
  Object.entries(workflow).flatMap(([id, node]) =>
    of(node)
      ? names.flatMap((input) => (fits(node.inputs[input]) ? [{ node: id, input }] : []))
      : []
  )

/** The first text that an input is made of, following the links. */
const textBehind = (workflow: Workflow, input: string): ReadonlyArray<Place> => {
  const seen = new Set<string>()
  const pending = Object.values(workflow).flatMap(({ inputs }) => linkOf(inputs[input]) ?? [])
  for (const id of pending) {
    const node = workflow[id]
    if (node === undefined || seen.has(id)) continue
    seen.add(id)
    const found = valuesNamed({ [id]: node }, ["text", "prompt", "text_g", "text_l"], isText)
    if (found.length > 0) return found
    pending.push(...Object.values(node.inputs).flatMap((value) => linkOf(value) ?? []))
  }
  return []
}

const sizes = (workflow: Workflow): Pick<Places, "width" | "height"> => {
  // A node that makes a batch makes the canvas; without one, pictures are scaled.
  const canvas = ({ inputs }: Node) => isNumber(inputs["batch_size"])
  const made = valuesNamed(workflow, ["width"], isNumber, canvas).length > 0
  const of = made ? canvas : undefined
  return {
    width: valuesNamed(workflow, ["width"], isNumber, of),
    height: valuesNamed(workflow, ["height"], isNumber, of)
  }
}

const loaded = (workflow: Workflow, type: string) =>
  valuesNamed(workflow, ["image"], isText, ({ class_type }) => class_type === type)

const isSame = (a: ReadonlyArray<Place>, b: ReadonlyArray<Place>): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** Where the parameters go in a workflow, as the usual nodes name their inputs. */
export const findInputs = (workflow: Workflow): Places => {
  const positive = textBehind(workflow, "positive")
  const negative = textBehind(workflow, "negative")
  const batches = valuesNamed(workflow, ["batch_size"], isNumber)
  return {
    prompt: positive.length > 0 ? positive : textBehind(workflow, "conditioning"),
    // The prompt with its conditioning zeroed is no negative prompt.
    negativePrompt: isSame(positive, negative) ? [] : negative,
    ...sizes(workflow),
    seed: valuesNamed(workflow, ["seed", "noise_seed"], isNumber),
    count: batches.length > 0 ? batches : valuesNamed(workflow, ["amount"], isNumber),
    steps: valuesNamed(workflow, ["steps"], isNumber),
    guidanceScale: valuesNamed(workflow, ["cfg"], isNumber),
    image: loaded(workflow, "LoadImage"),
    mask: loaded(workflow, "LoadImageMask"),
    strength: valuesNamed(workflow, ["denoise"], isNumber),
    checkpoint: valuesNamed(workflow, ["ckpt_name"], isText),
    sampler: valuesNamed(workflow, ["sampler_name"], isText),
    scheduler: valuesNamed(workflow, ["scheduler"], isText)
  }
}
