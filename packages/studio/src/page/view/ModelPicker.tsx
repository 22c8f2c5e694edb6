import { forModel } from "../form/forModel.js"
import { keyOf, type Model, type Provider } from "../wire/Model.js"
import { Field, useInput } from "./fields/Field.js"
import { useSession } from "./Session.js"

const optionText = ({ label, working }: Model): string =>
  working ? label : `${label} (does not answer at present)`

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`

const About = ({ model, provider }: { model: Model; provider: Provider }) => (
  <p class="about">
    {!model.working && <strong>The service does not answer at present. </strong>}
    Provider{" "}
    {/^https?:/.test(provider.homepage) ? (
      <a href={provider.homepage} target="_blank" rel="noreferrer">
        {provider.id}
      </a>
    ) : (
      <strong>{provider.id}</strong>
    )}
    {", model "}
    <code>{model.name}</code>.{provider.note && <strong> {sentence(provider.note)}</strong>}
  </p>
)

/** Every model, by provider. */
export const ModelPicker = () => {
  const { form, model, provider, providers, update } = useSession()
  const models = providers.value.flatMap((each) => each.models)
  const chosen = model.value
  return (
    <Field name="model" label="Model">
      <select
        {...useInput("model")}
        value={chosen === undefined ? "" : keyOf(chosen)}
        onChange={({ currentTarget: { value } }) => {
          const next = models.find((each) => keyOf(each) === value)
          if (next !== undefined) update(forModel(form.value, next))
        }}
      >
        {providers.value.map(({ id, label, models }) => (
          <optgroup key={id} label={label}>
            {models.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {optionText(each)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {chosen && provider.value && <About model={chosen} provider={provider.value} />}
    </Field>
  )
}
