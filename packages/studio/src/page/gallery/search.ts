import type { Picture } from "./Picture.js"

export interface Query {
  /** Words that must all be found: in the prompt, the model, the provider or the seed. */
  readonly text: string
  readonly starred: boolean
  /** `provider:model`; empty for all. */
  readonly model: string
}

export const everything: Query = { text: "", starred: false, model: "" }

export const modelOf = ({ receipt }: Picture): string => `${receipt.provider}:${receipt.model}`

const textOf = ({ label, receipt, seed }: Picture): string =>
  `${receipt.prompt} ${label} ${receipt.provider}:${receipt.model} ${seed}`.toLowerCase()

export const search = (
  pictures: ReadonlyArray<Picture>,
  { model, starred, text }: Query
): ReadonlyArray<Picture> => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return pictures.filter((picture) => {
    if (starred && !picture.starred) return false
    if (model !== "" && modelOf(picture) !== model) return false
    const haystack = words.length === 0 ? "" : textOf(picture)
    return words.every((word) => haystack.includes(word))
  })
}
