import * as Predicate from "effect/Predicate"
import type { Config, Info } from "./wire.js"

/** One input of a function that programs may give. */
export interface Parameter {
  readonly name: string
  readonly label: string
  /** In lower case, such as `"slider"`. */
  readonly component: string
  /** Its place in the list that is sent, which holds hidden inputs too. */
  readonly position: number
  readonly hasDefault: boolean
  readonly value: unknown
  /** Of its JSON schema, such as `"number"`. */
  readonly type: unknown
  /** All that it may be; `undefined` when it may be anything. */
  readonly choices: ReadonlyArray<unknown> | undefined
  readonly minimum: number | undefined
  readonly maximum: number | undefined
}

/** One function of a Space. */
export interface Endpoint {
  /** Without a slash. */
  readonly api: string
  readonly parameters: ReadonlyArray<Parameter>
  /** How many inputs are sent. */
  readonly length: number
  /** One of its outputs is a picture. */
  readonly makesPictures: boolean
  /** Which of its outputs is the seed that was used. */
  readonly seedOutput: number | undefined
}

type Component = Config["components"][number]

const pictures = new Set("image gallery imageslider annotatedimage imageeditor".split(" "))

/** All that an input may be: its choices are values, or pairs of what is shown and the value. */
const choicesOf = ({ props, type }: Component): Parameter["choices"] => {
  const { allow_custom_value: isFree, choices, multiselect } = props ?? {}
  // Several of them may be chosen at once.
  const several = type === "checkboxgroup" || multiselect === true
  if (!choices?.length || isFree === true || several) return undefined
  return [
    ...new Set(choices.map((each) => (Array.isArray(each) && each.length === 2 ? each[1] : each)))
  ]
}

/** The functions that a Space offers to programs. */
export const describeSpace = (
  { components, dependencies }: Config,
  { named_endpoints }: Info
): ReadonlyArray<Endpoint> => {
  const known = new Map(components.map((component) => [component.id, component]))
  /** The components that are offered to programs, with their places. */
  const offered = (ids: ReadonlyArray<number> = []) =>
    ids
      .map((id, position) => ({ component: known.get(id), position }))
      .filter(({ component }) => component?.skip_api !== true && component?.type !== "state")

  return Object.entries(named_endpoints).map(([route, { parameters, returns }]): Endpoint => {
    const api = route.replace(/^\//, "")
    const dependency = dependencies.find(({ api_name }) => api_name === api)
    const inputs = offered(dependency?.inputs)
    const seed = returns.findIndex(({ label }) => /^\W*(used |final )?seed\b/i.test(label ?? ""))
    return {
      api,
      length: Math.max(dependency?.inputs.length ?? 0, parameters.length),
      makesPictures: returns.some(({ component }) => pictures.has(component.toLowerCase())),
      seedOutput: seed < 0 ? undefined : (offered(dependency?.outputs)[seed]?.position ?? seed),
      parameters: parameters.map((parameter, index): Parameter => {
        const { component, position = index } = inputs[index] ?? {}
        const { type } = parameter
        return {
          name: parameter.parameter_name ?? `param_${index}`,
          label: parameter.label ?? "",
          component: parameter.component.toLowerCase(),
          position,
          hasDefault: parameter.parameter_has_default === true,
          value: parameter.parameter_default,
          type: Predicate.hasProperty(type, "type") ? type.type : undefined,
          choices: component && choicesOf(component),
          minimum: component?.props?.minimum ?? undefined,
          maximum: component?.props?.maximum ?? undefined
        }
      })
    }
  })
}
