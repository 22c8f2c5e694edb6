import { ImageRequest } from "@easel/core/ImageRequest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { issuesByField } from "./decodeFields.js"
import type { Mistakes } from "./Mistakes.js"
import * as Template from "./Template.js"

/** Fields of a request that hold for every item of a file. */
export type Defaults = Omit<
  Schema.Struct.Constructor<typeof ImageRequest.fields>,
  "prompt" | "messages"
>

export interface ItemOptions {
  readonly defaults?: Defaults | undefined
  readonly prompt?: string | undefined
  readonly name?: string | undefined
}

/** The options of a reading, checked. */
export interface ItemPlan {
  readonly defaults: Defaults
  readonly prompt: Template.Template | undefined
  readonly name: Template.Template
}

/** Its five digits keep a listing in order up to 99,999. */
export const standardName = "{number}-{slug}"

const validate = Schema.validateEither(Schema.Struct(ImageRequest.fields), {
  errors: "all",
  onExcessProperty: "error"
})

/** What is wrong with them is a mistake without a line, and gives no plan. */
export const planItems = (options: ItemOptions, mistakes: Mistakes): ItemPlan | undefined => {
  const template = (what: string, source: string): Template.Template | undefined =>
    Either.match(Template.parse(source), {
      onLeft: (fault) => {
        mistakes.add(undefined, `the template of ${what}: ${fault}`)
        return undefined
      },
      onRight: (parsed) => parsed
    })
  const defaults = validate(options.defaults ?? {})
  if (Either.isLeft(defaults)) {
    for (const issue of issuesByField(defaults.left))
      mistakes.add(undefined, `the default ${issue}`)
  }
  const prompt = options.prompt === undefined ? undefined : template("prompts", options.prompt)
  const name = template("names", options.name ?? standardName)
  return mistakes.isEmpty && name !== undefined
    ? { defaults: options.defaults ?? {}, prompt, name }
    : undefined
}
