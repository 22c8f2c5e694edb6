/** The parameters of pictures as text. */
import { useState } from "preact/hooks"
import { differences, parametersOf } from "../../gallery/parametersOf.js"
import type { Picture } from "../../gallery/Picture.js"
import { copyText } from "../copyText.js"
import { Icon } from "../Icon.js"

const CopyButton = ({ name, value }: { name: string; value: string }) => {
  const [isDone, setDone] = useState(false)
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={isDone ? `Copied ${name}` : `Copy ${name}`}
      title={isDone ? "Copied" : "Copy"}
      data-done={isDone || undefined}
      onClick={async () => setDone(await copyText(value))}
      onBlur={() => setDone(false)}
    >
      <Icon name="copy" />
    </button>
  )
}

/** With a button to copy each. */
export const Parameters = ({ picture }: { picture: Picture }) => (
  <dl class="parameters">
    {parametersOf(picture).map(({ name, value }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          <span>{value}</span>
          <CopyButton name={name} value={value} />
        </dd>
      </div>
    ))}
  </dl>
)

/** Two pictures side by side; rows in which they differ stand out. */
export const Comparison = ({ left, right }: { left: Picture; right: Picture }) => {
  const different = differences(left, right)
  const [ofLeft, ofRight] = [left, right].map(
    (picture) => new Map(parametersOf(picture).map(({ name, value }) => [name, value]))
  )
  const names = [...new Set([...(ofLeft?.keys() ?? []), ...(ofRight?.keys() ?? [])])]
  return (
    <table class="comparison">
      <caption class="hidden">Parameters of both pictures</caption>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Left</th>
          <th scope="col">Right</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} data-different={different.has(name) || undefined}>
            <th scope="row">
              {name}
              {different.has(name) && <span class="hidden"> differs</span>}
            </th>
            <td>{ofLeft?.get(name) ?? "–"}</td>
            <td>{ofRight?.get(name) ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
