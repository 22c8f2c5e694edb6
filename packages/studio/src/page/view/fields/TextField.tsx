import { Field, useInput } from "./Field.js"

export interface TextFieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly rows: number
  readonly placeholder?: string | undefined
  readonly onChange: (value: string) => void
}

export const TextField = ({ label, name, onChange, placeholder, rows, value }: TextFieldProps) => (
  <Field name={name} label={label}>
    <textarea
      {...useInput(name)}
      rows={rows}
      value={value}
      placeholder={placeholder}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  </Field>
)
