import * as Effect from "effect/Effect"
import { type ImageError, InvalidRequest } from "@easel/core/ImageError"
import type { ServiceClient } from "@easel/core/ServiceClient"
import type { SdApiOptions } from "../SdApiOptions.js"
import { Names } from "./wire.js"

const lists = { sampler: "samplers", scheduler: "schedulers", checkpoint: "sd-models" } as const

type Option = keyof typeof lists

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** The name as the server writes it; one that it does not have is refused. */
const find = (client: ServiceClient, option: Option, name: string) =>
  Effect.gen(function* () {
    const path = `/sdapi/v1/${lists[option]}`
    const entries = yield* client.json(
      { method: "GET", path, phase: "Prepare", repeat: "Always" },
      Names
    )
    const known = entries.map(({ aliases, label, model_name, name: own, title }) =>
      [title, own, label, model_name, ...(aliases ?? [])].filter((each) => typeof each === "string")
    )
    const found = known.flat().find((each) => same(each, name))
    if (found !== undefined) return found
    return yield* new InvalidRequest({
      option: `providerOptions.sdapi.${option}`,
      reason: `the server has no ${option} "${name}"`,
      legal: known.flatMap(([first]) => first ?? []).join(", ")
    })
  })

/** Older servers have no list of schedulers. */
const isMissing = (error: ImageError): boolean =>
  error._tag === "ResponseError" && error.reason === "NotFound"

/**
 * The names of a request as the server writes them. What it does not have is refused, since some
 * servers take any name and use another. Lists are asked for only where a request has a name.
 */
export const checkNames = (
  client: ServiceClient,
  options: SdApiOptions
): Effect.Effect<SdApiOptions, ImageError> => {
  const check = (option: Option) => {
    const name = options[option]
    return name === undefined
      ? Effect.succeed(undefined)
      : Effect.catchIf(find(client, option, name), isMissing, () => Effect.succeed(name))
  }
  return Effect.all({
    sampler: check("sampler"),
    scheduler: check("scheduler"),
    checkpoint: check("checkpoint")
  })
}
