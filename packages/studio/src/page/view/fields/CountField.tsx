import { mostPictures } from "../../form/Form.js"
import { Field, useInput } from "./Field.js"

export const CountField = ({
  onChange,
  value
}: {
  readonly value: number
  readonly onChange: (value: number) => void
}) => (
  <Field name="count" label="Pictures" aside={<output>{value}</output>}>
    <input
      {...useInput("count")}
      type="range"
      min={1}
      max={mostPictures}
      step={1}
      value={value}
      onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
    />
  </Field>
)
