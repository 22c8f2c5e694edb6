import { keyOf, type Model } from "../wire/Model.js"
import type { Form, SizeChoice } from "./Form.js"
import { keepsRatio, nearest } from "./sizes.js"

const sizeFor = (size: SizeChoice, { takes }: Model): SizeChoice => {
  switch (size.kind) {
    case "Default":
      return size
    case "Ratio":
      return keepsRatio(takes.size, size.ratio) ? size : { kind: "Default" }
    case "Exact":
      return { kind: "Exact", ...nearest(takes.size, size) }
  }
}

/** What changes in the form when another model is chosen: the size becomes one of that model's. */
export const forModel = (form: Form, model: Model): Partial<Form> => ({
  model: keyOf(model),
  size: sizeFor(form.size, model)
})
