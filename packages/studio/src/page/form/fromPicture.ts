/** The form that makes a picture again. */
import * as v from "valibot"
import type { Picture } from "../gallery/Picture.js"
import type { Form, Options } from "./Form.js"

const OptionValues = v.record(
  v.string(),
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.unknown()), v.looseObject({})])
)

const optionsOf = ({ receipt }: Picture): Options => {
  const parsed = v.safeParse(OptionValues, receipt.parameters.providerOptions ?? {})
  return parsed.success ? parsed.output : {}
}

/** Everything of the picture: the same request, and where the model allows it the same picture. */
export const useAll = (form: Form, picture: Picture): Form => {
  const seed = picture.seed === "unknown" ? undefined : picture.seed
  return { ...remix(form, picture), seed, count: 1 }
}

/** Everything but the seed, for another picture of the same kind. */
export const remix = (form: Form, picture: Picture): Form => {
  const { model, parameters, prompt, provider } = picture.receipt
  return {
    ...form,
    prompt,
    model: `${provider}:${model}`,
    negativePrompt: parameters.negativePrompt ?? "",
    size: { kind: "Exact", width: parameters.width, height: parameters.height },
    seed: undefined,
    steps: parameters.steps,
    guidanceScale: parameters.guidanceScale,
    strength: parameters.strength,
    outputFormat: parameters.outputFormat ?? "",
    options: { ...form.options, [provider]: optionsOf(picture) }
  }
}
