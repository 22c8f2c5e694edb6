/** An option that only one provider has. */
import { useState } from "preact/hooks"
import type { OptionValue } from "../../form/Form.js"
import type { OptionField, OptionInput as Input } from "../../form/optionFields.js"
import { parseJson } from "../../wire/readEvents.js"
import { Field, useInput } from "./Field.js"

export interface OptionInputProps {
  readonly provider: string
  readonly field: OptionField
  /** Undefined: the service's default. */
  readonly value: OptionValue | undefined
  readonly onChange: (value: OptionValue | undefined) => void
}

const textOf = (value: OptionValue | undefined): string =>
  value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value)

/** What was typed, as the schema wants it; undefined when it is nothing yet. */
const valueOf = (input: Input, text: string): OptionValue | undefined => {
  if (text === "") return undefined
  switch (input.kind) {
    case "Switch":
      return text === "true"
    case "Choice":
      return input.choices.find((choice) => String(choice) === text)
    case "Number":
      return Number.isNaN(Number(text)) ? undefined : Number(text)
    case "NumberOrText":
      return Number.isSafeInteger(Number(text)) ? Number(text) : text
    case "Text":
      return text
    case "Json": {
      const value = parseJson(text)
      return typeof value === "object" || typeof value === "boolean" || typeof value === "number"
        ? (value ?? undefined)
        : text
    }
  }
}

export const OptionInput = ({ field, onChange, provider, value }: OptionInputProps) => {
  const name = `providerOptions.${provider}.${field.name}`
  const common = useInput(name, field.hint)
  const [draft, setDraft] = useState(() => textOf(value))
  const { input } = field
  const take = (text: string): void => {
    setDraft(text)
    onChange(valueOf(input, text))
  }
  const selected = textOf(value)
  const choices =
    input.kind === "Switch"
      ? [
          ["true", "Yes"],
          ["false", "No"]
        ]
      : input.kind === "Choice"
        ? input.choices.map((choice) => [String(choice), String(choice)])
        : undefined
  return (
    <Field name={name} label={field.label} hint={field.hint}>
      {choices !== undefined ? (
        <select {...common} value={selected} onChange={(event) => take(event.currentTarget.value)}>
          <option value="">Default</option>
          {choices.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      ) : input.kind === "Number" ? (
        <input
          {...common}
          type="number"
          min={input.minimum}
          max={input.maximum}
          step={input.whole ? 1 : "any"}
          placeholder="Default"
          value={selected}
          onInput={(event) => take(event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          type="text"
          placeholder={input.kind === "Json" ? "JSON" : "Default"}
          value={textOf(valueOf(input, draft)) === selected ? draft : selected}
          onInput={(event) => take(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
