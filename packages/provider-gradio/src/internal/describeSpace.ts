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
  readonly type: string | undefined
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
type Named = Info["named_endpoints"][string]

const pictures: ReadonlySet<string> = new Set([
  "image",
  "gallery",
  "imageslider",
  "annotatedimage",
  "imageeditor"
])

const unique = (values: ReadonlyArray<unknown>): ReadonlyArray<unknown> => [...new Set(values)]

/** A choice is a value, or a pair of what is shown and the value. */
const valueOf = (choice: unknown): unknown =>
  Array.isArray(choice) && choice.length === 2 ? choice[1] : choice

const choicesOf = (component: Component | undefined): ReadonlyArray<unknown> | undefined => {
  const { allow_custom_value: free, choices, multiselect } = component?.props ?? {}
  // Several of them may be chosen at once.
  const several = component?.type === "checkboxgroup" || multiselect === true
  if (!choices || choices.length === 0 || free === true || several) return undefined
  return unique(choices.map(valueOf))
}

/** Places of the components that are offered to programs. */
const offered = (ids: ReadonlyArray<number>, components: ReadonlyMap<number, Component>) =>
  ids.flatMap((id, position) => {
    const component = components.get(id)
    return component?.skip_api === true || component?.type === "state"
      ? []
      : [{ component, position }]
  })

const endpoint = (
  api: string,
  { parameters, returns }: Named,
  dependency: Config["dependencies"][number] | undefined,
  components: ReadonlyMap<number, Component>
): Endpoint => {
  const inputs = offered(dependency?.inputs ?? [], components)
  const outputs = offered(dependency?.outputs ?? [], components)
  const seed = returns.findIndex(({ label }) => /^\W*(used |final )?seed\b/i.test(label ?? ""))
  return {
    api,
    length: Math.max(dependency?.inputs.length ?? 0, parameters.length),
    makesPictures: returns.some(({ component }) => pictures.has(component.toLowerCase())),
    seedOutput: seed < 0 ? undefined : (outputs[seed]?.position ?? seed),
    parameters: parameters.map((parameter, index): Parameter => {
      const { component, position = index } = inputs[index] ?? {}
      const { label, parameter_name: name, type } = parameter
      return {
        name: name ?? `param_${index}`,
        label: label ?? "",
        component: parameter.component.toLowerCase(),
        position,
        hasDefault: parameter.parameter_has_default === true,
        value: parameter.parameter_default,
        type:
          Predicate.isRecord(type) && typeof type["type"] === "string" ? type["type"] : undefined,
        choices: choicesOf(component),
        minimum: component?.props?.minimum ?? undefined,
        maximum: component?.props?.maximum ?? undefined
      }
    })
  }
}

/** The functions that a Space offers to programs. */
export const describeSpace = (config: Config, info: Info): ReadonlyArray<Endpoint> => {
  const components = new Map(config.components.map((component) => [component.id, component]))
  return Object.entries(info.named_endpoints).map(([route, named]) => {
    const api = route.replace(/^\//, "")
    const dependency = config.dependencies.find(({ api_name }) => api_name === api)
    return endpoint(api, named, dependency, components)
  })
}
