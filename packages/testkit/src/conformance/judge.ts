import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { ImageError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { ModelInfo } from "@easel/core/ModelInfo"
import { errorOf, type Run } from "./Run.js"

/** `ResponseError/Quota`, `TransportError/Cut`: tag and reason. */
export const nameOf = (error: ImageError): string => {
  switch (error._tag) {
    case "ResponseError":
    case "TransportError":
    case "AssetError":
      return `${error._tag}/${error.reason}`
    case "GenerationTimeout":
      return `${error._tag}/${error.deadline}`
    default:
      return error._tag
  }
}

/** True when the error is one of these, named by tag or by tag and reason. */
export const isOneOf = (error: ImageError, names: ReadonlyArray<string>): boolean =>
  names.includes(error._tag) || names.includes(nameOf(error))

const roundTrip = Schema.decodeUnknownEither(Schema.typeSchema(ImageError))

/** What is wrong with an error, whatever led to it. */
export const errorProblems = (error: ImageError, info: ModelInfo): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const name = nameOf(error)
  if (error._tag === "ProviderDefect") problems.push(`the plugin broke: ${error.description}`)
  if (error.provider !== info.provider) problems.push(`${name} does not name its provider`)
  if (error.model !== info.name) problems.push(`${name} does not name its model`)
  if (error.message.trim() === "") problems.push(`${name} has an empty message`)
  if (error.message.length > 2000) problems.push(`${name} has a message beyond 2000 characters`)
  const encoded = Schema.encodeUnknownEither(ImageError)(error)
  if (Either.isLeft(encoded)) {
    problems.push(`${name} does not fit its schema: ${encoded.left.message}`)
  } else if (Either.isLeft(roundTrip(Schema.decodeUnknownSync(ImageError)(encoded.right)))) {
    problems.push(`${name} does not survive JSON`)
  }
  return problems
}

/** What is wrong with how a run ended, whether well or badly. */
export const endProblems = (
  { exit }: Pick<Run, "exit">,
  info: ModelInfo
): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) return []
  const error = errorOf(exit)
  return Either.isLeft(error) ? [error.left] : errorProblems(error.right, info)
}

/** What is wrong with the order of a run's events. */
export const grammarProblems = ({ events, exit }: Run): ReadonlyArray<string> => {
  const problems: Array<string> = []
  const responses = events.filter(({ _tag }) => _tag === "ImageResponse").length
  const expected = Exit.isSuccess(exit) ? 1 : 0
  if (responses !== expected) problems.push(`${responses} responses, expected ${expected}`)
  if (responses > 0 && events.at(-1)?._tag !== "ImageResponse") {
    problems.push("something came after the response")
  }
  return [...problems, ...orderProblems(events)]
}

const orderProblems = (events: ReadonlyArray<ImageEvent>): ReadonlyArray<string> => {
  const problems: Array<string> = []
  let working = false
  let fraction = 0
  let previews = 0
  for (const event of events) {
    if (event._tag === "Restarted") {
      ;[working, fraction, previews] = [false, 0, 0]
    } else if (event._tag === "Queued") {
      if (working) problems.push("Queued after work had begun")
    } else if (event._tag === "Progress") {
      working = true
      if (event.fraction !== undefined && event.fraction < fraction) {
        problems.push(`progress went back from ${fraction} to ${event.fraction}`)
      }
      fraction = event.fraction ?? fraction
    } else if (event._tag === "ImagePreview") {
      working = true
      if (event.index !== previews) {
        problems.push(`preview ${event.index} came where ${previews} was due`)
      }
      previews++
    }
  }
  return problems
}

/** Every problem with the name of where it was seen. */
export const at = (place: string, problems: ReadonlyArray<string>): ReadonlyArray<string> =>
  problems.map((problem) => `${place}: ${problem}`)
