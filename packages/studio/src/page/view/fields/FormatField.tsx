import { Field, useInput } from "./Field.js"

/** `"image/png"` as people call it. */
const nameOf = (mediaType: string): string =>
  mediaType
    .replace(/^image\//, "")
    .replace(/\+xml$/, "")
    .toUpperCase()

export const FormatField = ({
  formats,
  onChange,
  value
}: {
  readonly formats: ReadonlyArray<string>
  readonly value: string
  readonly onChange: (value: string) => void
}) => (
  <Field name="outputFormat" label="Format">
    <select
      {...useInput("outputFormat")}
      value={formats.includes(value) ? value : ""}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">As the service likes</option>
      {formats.map((format) => (
        <option key={format} value={format}>
          {nameOf(format)}
        </option>
      ))}
    </select>
  </Field>
)
