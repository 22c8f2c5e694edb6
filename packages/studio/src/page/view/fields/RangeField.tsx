import { within } from "../../form/requestsOf.js"
import type { NumberRange } from "../../wire/Model.js"
import { Field, useInput } from "./Field.js"

export interface RangeFieldProps {
  readonly name: string
  readonly label: string
  readonly range: NumberRange
  /** Undefined: the model's default. */
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
}

/** A slider between the model's bounds. */
export const RangeField = ({ label, name, onChange, range, value }: RangeFieldProps) => {
  const shown = value === undefined ? range.default : within(range, value)
  const middle = (range.minimum + range.maximum) / 2
  return (
    <Field
      name={name}
      label={label}
      aside={
        <span class="aside">
          {value !== undefined && (
            <button type="button" class="quiet" onClick={() => onChange(undefined)}>
              Default<span class="hidden"> for {label}</span>
            </button>
          )}
          <output for={useInput(name).id}>{shown ?? "default"}</output>
        </span>
      }
    >
      <input
        {...useInput(name)}
        type="range"
        min={range.minimum}
        max={range.maximum}
        step={range.step ?? "any"}
        value={shown ?? middle}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </Field>
  )
}
