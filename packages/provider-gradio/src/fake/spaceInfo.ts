import type { Component, Endpoint } from "./Endpoint.js"

type Endpoints = Readonly<Record<string, Endpoint>>

const usualOutputs: ReadonlyArray<Component> = [
  { label: "Result", component: "Image" },
  { label: "Seed", component: "Slider", minimum: 0, maximum: 2_147_483_647 }
]

const kindOf = ({ choices, component, minimum }: Component): string =>
  component ?? (choices ? "Dropdown" : minimum === undefined ? "Textbox" : "Slider")

const types: Readonly<Record<string, string>> = {
  Slider: "number",
  Number: "number",
  Checkbox: "boolean",
  Textbox: "string",
  Dropdown: "string"
}

const typeOf = (component: Component): string | undefined =>
  component.multiselect === true ? "array" : types[kindOf(component)]

/** The components of an endpoint, numbered on from the endpoints before it. */
const componentsOf = (endpoint: Endpoint) => ({
  inputs: endpoint.inputs.map((input): Component => input ?? {}),
  outputs: endpoint.outputs ?? usualOutputs
})

const numbered = (endpoints: Endpoints) => {
  let next = 1
  const number = (component: Component) => ({ id: next++, component })
  return Object.entries(endpoints).map(([api, endpoint], index) => {
    const { inputs, outputs } = componentsOf(endpoint)
    return { api, endpoint, index, inputs: inputs.map(number), outputs: outputs.map(number) }
  })
}

/** What `GET /config` answers. */
export const configOf = (endpoints: Endpoints, version: string, prefix: string, root: string) => {
  const all = numbered(endpoints)
  return {
    version: `${version}.0`,
    // Gradio 4 has none.
    ...(prefix === "" ? {} : { api_prefix: prefix }),
    protocol: "sse_v3",
    root,
    space_id: null,
    components: all.flatMap(({ inputs, outputs }) =>
      [...inputs, ...outputs].map(({ component, id }) => {
        const { choices, hidden = false, label = null, maximum, minimum, step, value } = component
        const kind = kindOf(component)
        return {
          id,
          type: kind.toLowerCase(),
          props: {
            label,
            value: value ?? null,
            ...(minimum === undefined ? {} : { minimum, maximum, step: step ?? null }),
            ...(choices === undefined
              ? {}
              : {
                  choices: choices.map((choice) => [choice, choice]),
                  multiselect: component.multiselect ?? null
                }),
            name: kind.toLowerCase()
          },
          skip_api: hidden
        }
      })
    ),
    dependencies: all.map(({ api, endpoint, index, inputs, outputs }) => ({
      id: index,
      api_name: api,
      inputs: inputs.map(({ id }) => id),
      outputs: outputs.map(({ id }) => id),
      queue: true,
      batch: false,
      types: { generator: endpoint.generator, cancel: false },
      api_visibility: "public",
      connection: "sse"
    }))
  }
}

/** What `GET /info` answers: hidden components are left out. */
export const infoOf = (endpoints: Endpoints) => ({
  named_endpoints: Object.fromEntries(
    Object.entries(endpoints).map(([api, endpoint]) => {
      const { inputs, outputs } = componentsOf(endpoint)
      const describe = (component: Component, index: number) => {
        const type = typeOf(component)
        return {
          label: component.label ?? component.name ?? `parameter_${index}`,
          type: type === undefined ? {} : { type },
          component: kindOf(component)
        }
      }
      const parameters = inputs.flatMap((input, index) =>
        input.hidden === true
          ? []
          : [
              {
                ...describe(input, index),
                parameter_name: input.name ?? `param_${index}`,
                parameter_has_default: input.value !== undefined,
                parameter_default: input.value ?? null
              }
            ]
      )
      const returns = outputs.filter(({ hidden }) => hidden !== true).map(describe)
      return [`/${api}`, { parameters, returns, api_visibility: "public" }]
    })
  ),
  unnamed_endpoints: {}
})
