import type { NumberRange } from "../../wire/Model.js"
import { Icon } from "../Icon.js"
import { Field, useInput } from "./Field.js"

export interface SeedFieldProps {
  readonly range: NumberRange
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
}

/** Large enough to be a choice, small enough to be read out. */
const largestRandom = 2 ** 31 - 1

export const SeedField = ({ onChange, range, value }: SeedFieldProps) => {
  const random = (): number =>
    range.minimum +
    Math.floor(Math.random() * Math.min(range.maximum - range.minimum, largestRandom))
  return (
    <Field name="seed" label="Seed">
      <div class="together">
        <input
          {...useInput("seed")}
          type="number"
          inputMode="numeric"
          min={range.minimum}
          max={range.maximum}
          step={1}
          placeholder="A new one each time"
          value={value ?? ""}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
          }
        />
        <button
          type="button"
          class="icon-button"
          title="Choose a seed"
          aria-label="Choose a seed"
          onClick={() => onChange(random())}
        >
          <Icon name="dice" />
        </button>
      </div>
    </Field>
  )
}
