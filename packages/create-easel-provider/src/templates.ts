import { UsageError } from "./usageError.js"

/** The templates by the name of their folder, with the kind of service that each is for. */
export const templates = {
  "submit-poll": "a job is submitted, asked about until it is finished, its picture fetched",
  "server-sent-events": "one call, answered by events: queue, steps, previews, the picture",
  "one-shot-json": "one call, answered by the picture in JSON"
} as const

export type Template = keyof typeof templates

export const defaultTemplate: Template = "submit-poll"

const isTemplate = (name: string): name is Template => Object.hasOwn(templates, name)

/** The template of that name. */
export const templateOf = (name: string): Template => {
  if (isTemplate(name)) return name
  throw new UsageError(
    `there is no template "${name}"; there are ${Object.keys(templates).join(", ")}`
  )
}
