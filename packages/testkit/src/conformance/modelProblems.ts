import * as ImageSize from "@easel/core/ImageSize"
import type { ModelInfo, NumberRange } from "@easel/core/ModelInfo"
import { at } from "./judge.js"

const rangeProblems = (range: NumberRange | undefined): ReadonlyArray<string> => {
  if (range === undefined) return []
  const { default: usual, maximum, minimum, step } = range
  const problems: Array<string> = []
  if (minimum > maximum) problems.push(`${minimum} to ${maximum} holds no number`)
  if (step !== undefined && step <= 0) problems.push(`the step ${step} is not positive`)
  if (usual !== undefined && (usual < minimum || usual > maximum)) {
    problems.push(`the default ${usual} is outside ${minimum} to ${maximum}`)
  }
  return problems
}

const sizeProblems = (size: ImageSize.SizeCapability): ReadonlyArray<string> => {
  const nearest = ImageSize.nearest(size, size.default)
  const problems: Array<string> = []
  if (nearest.width !== size.default.width || nearest.height !== size.default.height) {
    problems.push(`the default ${ImageSize.format(size.default)} is not legal`)
  }
  if (size._tag === "SizeRange" && (size.minimum > size.maximum || size.multiple < 1)) {
    problems.push("no side is legal")
  }
  return problems
}

/** What contradicts itself in what a model declares. */
export const modelProblems = ({ takes }: ModelInfo): ReadonlyArray<string> => [
  ...at("size", sizeProblems(takes.size)),
  ...at("seed", rangeProblems(takes.seed)),
  ...at("steps", rangeProblems(takes.steps)),
  ...at("guidanceScale", rangeProblems(takes.guidanceScale)),
  ...(takes.count < 1 ? ["count: a model makes at least one picture"] : []),
  ...(takes.images < 0 ? ["images: less than none"] : []),
  ...((takes.mask || takes.strength) && takes.images === 0
    ? ["mask and strength mean nothing without input pictures"]
    : [])
]
