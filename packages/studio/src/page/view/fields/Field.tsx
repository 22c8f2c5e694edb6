/** A labelled field of the form, and what is wrong with it. */
import type { ComponentChildren } from "preact"
import { useSession } from "../Session.js"

export interface FieldProps {
  /** Of the request, as errors call it. */
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  /** Beside the label. */
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

export const fieldId = (name: string): string => `field-${name.replaceAll(".", "-")}`

/** Text of the problem that the form has with this field. */
export const useProblem = (name: string): string | undefined => {
  const { fieldProblem } = useSession()
  const problem = fieldProblem.value
  return problem?.field === name ? problem.text : undefined
}

/** What the input of a field needs, so that its label, hint and problem are read with it. */
export const useInput = (name: string, hint?: string) => {
  const problem = useProblem(name)
  const id = fieldId(name)
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ")
  return {
    id,
    "aria-invalid": problem === undefined ? undefined : ("true" as const),
    "aria-describedby": described || undefined
  }
}

const Below = ({ hint, name }: { name: string; hint: string | undefined }) => {
  const problem = useProblem(name)
  const id = fieldId(name)
  return (
    <>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </>
  )
}

export const Field = ({ aside, children, hint, label, name }: FieldProps) => (
  <div class="field">
    <div class="label">
      <label for={fieldId(name)}>{label}</label>
      {aside}
    </div>
    {children}
    <Below name={name} hint={hint} />
  </div>
)

/** Several inputs under one name. */
export const Fieldset = ({ aside, children, hint, label, name }: FieldProps) => (
  <fieldset class="field" id={fieldId(name)} tabIndex={-1}>
    <legend class="label">
      <span>{label}</span>
      {aside}
    </legend>
    {children}
    <Below name={name} hint={hint} />
  </fieldset>
)
