import * as format from "./format.js"
import { type Picture, tookOf } from "./Picture.js"

/** A parameter as text. */
export interface Parameter {
  readonly name: string
  readonly value: string
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value)

/** Every parameter of a picture's receipt, in the order in which people ask for them. */
export const parametersOf = (picture: Picture): ReadonlyArray<Parameter> => {
  const { receipt } = picture
  const { parameters, timings } = receipt
  const since = (moment: string | undefined): string | undefined =>
    moment && format.duration(Date.parse(moment) - Date.parse(timings.submitted))
  const asked = `${parameters.width} × ${parameters.height}`
  const real = `${picture.width} × ${picture.height}`
  const rows: ReadonlyArray<readonly [string, unknown]> = [
    ["Prompt", receipt.prompt],
    ["Left out", parameters.negativePrompt],
    ["Model", receipt.model],
    ["Provider", `${receipt.provider} ${receipt.providerVersion}`],
    ["Seed", picture.seed === "unknown" ? "unknown (the service keeps it)" : picture.seed],
    ["Size", asked === real ? real : `${real} (asked for ${asked})`],
    ["Steps", parameters.steps],
    ["Guidance", parameters.guidanceScale],
    ["Strength", parameters.strength],
    ["Input pictures", parameters.images],
    ["Pictures in the request", parameters.count === 1 ? undefined : parameters.count],
    ["Format asked for", parameters.outputFormat],
    ...Object.entries(parameters.providerOptions ?? {}),
    ["File", `${picture.mediaType}, ${format.size(picture.bytes)}`],
    ["Took", format.duration(tookOf(picture))],
    ["First preview after", since(timings.firstPreview)],
    ["Made", format.moment(Date.parse(timings.finished))],
    ["Attempt", receipt.attempt === 1 ? undefined : receipt.attempt],
    ["Cost", receipt.cost && `${receipt.cost.amount} ${receipt.cost.currency}`],
    ["Job", receipt.jobId],
    ["Note", receipt.note]
  ]
  return rows.flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [{ name, value: textOf(value) }]
  )
}

/** The names under which two pictures differ. */
export const differences = (one: Picture, other: Picture): ReadonlySet<string> => {
  const [left, right] = [one, other].map(
    (picture) => new Map(parametersOf(picture).map(({ name, value }) => [name, value]))
  )
  const names = [...(left?.keys() ?? []), ...(right?.keys() ?? [])]
  return new Set(names.filter((name) => left?.get(name) !== right?.get(name)))
}
