import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import { type Answer, clean, type Explanation } from "@easel/core/ServiceClient"
import { type Entry, Failure } from "./wire.js"

const Problem = Schema.Struct({
  message: Schema.String,
  details: Schema.optional(Schema.String)
})

const InvalidWorkflow = Schema.Struct({
  error: Problem,
  node_errors: Schema.optional(
    Schema.Record({
      key: Schema.String,
      value: Schema.Struct({ class_type: Schema.String, errors: Schema.Array(Problem) })
    })
  )
})

const sentence = ({ details, message }: typeof Problem.Type): string =>
  details === undefined || details === "" ? message : `${message}: ${details}`

/** What the server says against a workflow. */
export const explain = ({ json, status }: Answer): Explanation | undefined => {
  const answer = Schema.decodeUnknownEither(InvalidWorkflow)(json)
  if (status !== 400 || Either.isLeft(answer)) return undefined
  const { error, node_errors: nodes = {} } = answer.right
  const problems = Object.entries(nodes).flatMap(([id, { class_type, errors }]) =>
    errors.map((problem) => `${class_type} ${id}: ${sentence(problem)}`)
  )
  const message = problems.length > 0 ? problems.join("; ") : sentence(error)
  return { reason: "Rejected", message: clean(message) }
}

/** Why a job that is over made no picture; `undefined` when it went well. */
export const failureOf = (
  { status }: Entry,
  scrub: (text: string) => string
): ImageError | undefined => {
  if (status === undefined || status === null || status.status_str !== "error") return undefined
  const find = (name: string) => status.messages.find(([event]) => event === name)?.[1]
  const failure = Schema.decodeUnknownEither(Failure)(find("execution_error"))
  if (Either.isLeft(failure)) {
    return find("execution_interrupted") === undefined
      ? ResponseError.of({ reason: "Server", message: "the job failed" })
      : ResponseError.of({ reason: "Rejected", message: "the job was interrupted at the server" })
  }
  const { exception_message, exception_type = "", node_type } = failure.right
  const place = node_type === undefined ? "" : `${node_type}: `
  return ResponseError.of({
    reason: exception_type.includes("OutOfMemory") ? "Overloaded" : "Server",
    message: clean(scrub(`${place}${exception_message}`))
  })
}
