import type { Model, NumberRange } from "../wire/Model.js"
import { keyOf } from "../wire/Model.js"
import type { Form } from "./Form.js"
import { nearest, sizeOf } from "./sizes.js"

/** A number within a model's range, as the form shows and sends it. */
export const within = (range: NumberRange, value: number): number =>
  Math.min(range.maximum, Math.max(range.minimum, value))

/** The size that will probably come out. */
export const expectedSize = (form: Form, { takes }: Model): { width: number; height: number } => {
  const { size } = form
  switch (size.kind) {
    case "Default":
      return sizeOf(takes.size, undefined)
    case "Ratio":
      return sizeOf(takes.size, size.ratio)
    case "Exact":
      return takes.size._tag === "SizeList" ? nearest(takes.size, size) : size
  }
}

const sizeFields = (form: Form, { takes }: Model): Record<string, unknown> => {
  const { size } = form
  switch (size.kind) {
    case "Default":
      return {}
    case "Ratio":
      return { aspectRatio: size.ratio }
    case "Exact":
      return takes.size._tag === "SizeList"
        ? nearest(takes.size, size)
        : { width: size.width, height: size.height }
  }
}

const editFields = (form: Form, { takes }: Model): Record<string, unknown> => {
  const images = form.images.slice(0, takes.images)
  if (images.length === 0) return {}
  return {
    images,
    ...(takes.mask && form.mask !== undefined ? { mask: form.mask } : {}),
    ...(takes.strength && form.strength !== undefined ? { strength: form.strength } : {})
  }
}

const ranged = (
  name: string,
  range: NumberRange | undefined,
  value: number | undefined
): Record<string, unknown> =>
  range === undefined || value === undefined ? {} : { [name]: within(range, value) }

/** Seeds follow each other, and begin anew after the largest one. */
const seedOf = (
  range: NumberRange | undefined,
  seed: number | undefined,
  offset: number
): number | undefined => {
  if (range === undefined || seed === undefined) return undefined
  const next = seed + offset
  return next > range.maximum ? range.minimum + (next - range.maximum - 1) : next
}

/**
 * The requests that make as many pictures as the form asks for: one for each picture, or fewer where
 * the model makes several in one call. Holds nothing that the model does not take; input pictures are
 * still `Blob`s, which cost nothing to keep and to hand to another tab.
 */
export const requestsOf = (
  form: Form,
  model: Model
): ReadonlyArray<Readonly<Record<string, unknown>>> => {
  const { takes } = model
  const perCall = Math.max(1, takes.count)
  const options = form.options[model.provider] ?? {}
  const common = {
    prompt: form.prompt.trim(),
    model: keyOf(model),
    ...sizeFields(form, model),
    ...(takes.negativePrompt && form.negativePrompt.trim() !== ""
      ? { negativePrompt: form.negativePrompt.trim() }
      : {}),
    ...ranged("steps", takes.steps, form.steps),
    ...ranged("guidanceScale", takes.guidanceScale, form.guidanceScale),
    ...editFields(form, model),
    ...(takes.outputFormats.includes(form.outputFormat) ? { outputFormat: form.outputFormat } : {}),
    ...(Object.keys(options).length > 0 ? { providerOptions: { [model.provider]: options } } : {})
  }
  return Array.from({ length: Math.ceil(form.count / perCall) }, (_, call) => {
    const before = call * perCall
    const count = Math.min(perCall, form.count - before)
    const seed = seedOf(takes.seed, form.seed, before)
    return {
      ...common,
      ...(count > 1 ? { count } : {}),
      ...(seed === undefined ? {} : { seed })
    }
  })
}
