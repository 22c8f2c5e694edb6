/** The form; it shows what the chosen model takes, and nothing else. */
import { useEffect, useState } from "preact/hooks"
import { optionFields } from "../form/optionFields.js"
import { expectedSize } from "../form/requestsOf.js"
import { adviceFor } from "../generation/Advice.js"
import type { Model, Provider } from "../wire/Model.js"
import { CountField } from "./fields/CountField.js"
import { fieldId } from "./fields/Field.js"
import { FormatField } from "./fields/FormatField.js"
import { ImagesField } from "./fields/ImagesField.js"
import { OptionInput } from "./fields/OptionInput.js"
import { RangeField } from "./fields/RangeField.js"
import { SeedField } from "./fields/SeedField.js"
import { SizeField } from "./fields/SizeField.js"
import { TextField } from "./fields/TextField.js"
import { ModelPicker } from "./ModelPicker.js"
import { useSession } from "./Session.js"

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)

const strengths = { minimum: 0, maximum: 1, step: 0.05 }

const Inputs = ({ model: { takes } }: { model: Model }) => {
  const { form, update } = useSession()
  const { images, mask, strength } = form.value
  if (takes.images === 0) return null
  return (
    <>
      <ImagesField
        name="images"
        label={takes.images === 1 ? "Input picture" : "Input pictures"}
        hint={`Choose, drop or paste ${takes.images === 1 ? "a picture" : `up to ${takes.images}`} to edit`}
        most={takes.images}
        value={images.slice(0, takes.images)}
        takesPaste
        onChange={(value) => update({ images: value })}
      />
      {takes.mask && images.length > 0 && (
        <ImagesField
          name="mask"
          label="Mask"
          hint="Where to paint"
          most={1}
          value={mask === undefined ? [] : [mask]}
          takesPaste={false}
          onChange={([value]) => update({ mask: value })}
        />
      )}
      {takes.strength && images.length > 0 && (
        <RangeField
          name="strength"
          label="Strength"
          range={strengths}
          value={strength}
          onChange={(value) => update({ strength: value })}
        />
      )}
    </>
  )
}

const ProviderOptions = ({ provider }: { provider: Provider }) => {
  const { form, update } = useSession()
  const { id, optionsSchema } = provider
  const fields = optionFields(optionsSchema)
  const { options } = form.value
  return (
    <>
      {fields.map((field) => (
        <OptionInput
          key={`${id}.${field.name}`}
          provider={id}
          field={field}
          value={options[id]?.[field.name]}
          onChange={(value) => {
            const { [field.name]: _, ...others } = options[id] ?? {}
            const own = value === undefined ? others : { ...others, [field.name]: value }
            update({ options: { ...options, [id]: own } })
          }}
        />
      ))}
    </>
  )
}

const Settings = ({ model, provider }: { model: Model; provider: Provider }) => {
  const { form, update } = useSession()
  const [isOpen, setOpen] = useState(() => matchMedia("(min-width: 760px)").matches)
  const value = form.value
  const { takes } = model
  return (
    <details class="settings" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Settings</summary>
      <SizeField
        capability={takes.size}
        value={value.size}
        size={expectedSize(value, model)}
        onChange={(size) => update({ size })}
      />
      <CountField value={value.count} onChange={(count) => update({ count })} />
      {takes.negativePrompt && (
        <TextField
          name="negativePrompt"
          label="Leave out"
          rows={1}
          placeholder="What the picture must not show"
          value={value.negativePrompt}
          onChange={(negativePrompt) => update({ negativePrompt })}
        />
      )}
      {takes.seed && (
        <SeedField range={takes.seed} value={value.seed} onChange={(seed) => update({ seed })} />
      )}
      {takes.steps && (
        <RangeField
          name="steps"
          label="Steps"
          range={takes.steps}
          value={value.steps}
          onChange={(steps) => update({ steps })}
        />
      )}
      {takes.guidanceScale && (
        <RangeField
          name="guidanceScale"
          label="Guidance"
          range={takes.guidanceScale}
          value={value.guidanceScale}
          onChange={(guidanceScale) => update({ guidanceScale })}
        />
      )}
      {takes.outputFormats.length > 1 && (
        <FormatField
          formats={takes.outputFormats}
          value={value.outputFormat}
          onChange={(outputFormat) => update({ outputFormat })}
        />
      )}
      <ProviderOptions provider={provider} />
    </details>
  )
}

const NoProviders = () => {
  const { loadProviders, providersFailure } = useSession()
  const failure = providersFailure.value
  if (failure === undefined) return <p class="about">Asking the gateway for its models…</p>
  const { remedy, title } = adviceFor(failure)
  return (
    <div class="trouble" role="alert">
      <strong>{title}</strong>
      <p>{remedy}</p>
      <button type="button" onClick={() => void loadProviders()}>
        Try again
      </button>
    </div>
  )
}

export const Composer = () => {
  const { fieldProblem, form, generate, model, provider, update } = useSession()
  useEffect(() => {
    const field = fieldProblem.value?.field
    if (field === "prompt") document.getElementById(fieldId(field))?.focus()
  }, [fieldProblem.value])
  const chosen = model.value
  const owner = provider.value
  const { count } = form.value
  return (
    <section class="composer" aria-label="New picture">
      <form
        // The gateway's answer names the field and a value that would do.
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void generate()
        }}
      >
        <div class="scroll">
          <TextField
            name="prompt"
            label="Prompt"
            rows={3}
            placeholder="What the picture shows"
            value={form.value.prompt}
            onChange={(prompt) => update({ prompt })}
          />
          {chosen && owner ? (
            <>
              <ModelPicker />
              <Inputs model={chosen} />
              <Settings model={chosen} provider={owner} />
            </>
          ) : (
            <NoProviders />
          )}
        </div>
        <div class="submit">
          <button class="primary" disabled={chosen === undefined}>
            {count === 1 ? "Generate" : `Generate ${count}`}
            <kbd aria-hidden="true">{isMac ? "⌘" : "Ctrl"} ⏎</kbd>
          </button>
        </div>
      </form>
    </section>
  )
}
