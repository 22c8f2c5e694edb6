import * as Predicate from "effect/Predicate"
import { type Endpoint, GradioError, PythonError, type Raised } from "./Endpoint.js"
import type { Behaviour } from "./GradioVersion.js"

/** A file that nobody uploaded, anywhere in an input. */
const strange = (value: unknown, uploaded: ReadonlySet<string>): string | undefined => {
  if (Array.isArray(value)) {
    return value.map((item) => strange(item, uploaded)).find((path) => path !== undefined)
  }
  if (!Predicate.isRecord(value)) return undefined
  const { path } = value
  if (typeof path !== "string") return strange(Object.values(value), uploaded)
  const meta = Predicate.isRecord(value["meta"]) ? value["meta"]["_type"] : undefined
  return meta === "gradio.FileData" && (uploaded.has(path) || path.startsWith("https://"))
    ? undefined
    : path
}

/** What Gradio and the function say to inputs that are out of range or of the wrong kind. */
export const refuseInputs = (
  { checksRanges }: Behaviour,
  { inputs }: Endpoint,
  data: ReadonlyArray<unknown>,
  uploaded: ReadonlySet<string>
): Raised | undefined => {
  if (data.length < inputs.length) return new PythonError({ text: "not enough input values" })
  const file = strange(data, uploaded)
  if (file !== undefined) {
    const text = `Cannot move ${file} to the gradio cache dir because it was not uploaded by a user.`
    return new PythonError({ text })
  }
  for (const [index, input] of inputs.entries()) {
    const value = data[index]
    const { choices, maximum, minimum } = input ?? {}
    const chosen: ReadonlyArray<unknown> =
      input?.multiselect === true && Array.isArray(value) ? value : [value]
    if (choices !== undefined && !chosen.every((each) => choices.includes(String(each)))) {
      return new GradioError({ text: `Value: ${String(value)} is not in the list of choices` })
    }
    if (minimum === undefined || maximum === undefined) continue
    if (typeof value !== "number") return new PythonError({ text: "must be real number" })
    if (checksRanges && value < minimum) {
      return new GradioError({ text: `Value ${value} is less than minimum value ${minimum}.` })
    }
    if (checksRanges && value > maximum) {
      return new GradioError({ text: `Value ${value} is greater than maximum value ${maximum}.` })
    }
  }
  return undefined
}
