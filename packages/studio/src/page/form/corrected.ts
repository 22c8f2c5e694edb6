/** What a refused request says about the form, and what it would take. */
import type { Failure } from "../wire/Failure.js"
import type { Form } from "./Form.js"

const groups: Readonly<Record<string, string>> = {
  messages: "prompt",
  width: "size",
  height: "size",
  aspectRatio: "size"
}

/** The form's field of a field of the request. */
export const fieldOf = (option: string): string => {
  if (option.startsWith("providerOptions.")) return option
  const name = option.split(".")[0] ?? option
  return groups[name] ?? name
}

const sizePattern = /^(\d+)x(\d+)$/

type Request = Readonly<Record<string, unknown>>

/** Request and form with the value that would be legal; undefined when none is named. */
export const corrected = (
  request: Request,
  { legal, option }: Failure
): { readonly request: Request; readonly form: Partial<Form> } | undefined => {
  if (legal === undefined || option === undefined) return undefined
  const size = sizePattern.exec(legal)
  if (fieldOf(option) === "size" && size !== null) {
    const sides = { width: Number(size[1]), height: Number(size[2]) }
    const { aspectRatio: _, ...others } = request
    return { request: { ...others, ...sides }, form: { size: { kind: "Exact", ...sides } } }
  }
  const value = Number(legal)
  if (legal.trim() === "" || !Number.isFinite(value)) return undefined
  switch (option) {
    case "seed":
    case "steps":
    case "guidanceScale":
    case "strength":
    case "count":
      return { request: { ...request, [option]: value }, form: { [option]: value } }
    default:
      return undefined
  }
}
