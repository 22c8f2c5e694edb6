import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { ImageError } from "../ImageError.js"
import type { ServiceRequest } from "../ServiceClient.js"
import type { Door } from "./Door.js"
import { boundedBody } from "./boundedBody.js"
import { isHtml, parseJson } from "./classifyAnswer.js"
import { decodeText } from "./decodeText.js"
import { afterHead, type OpenAnswer, useAnswer } from "./openAnswer.js"

const firstIssue = (error: ParseResult.ParseError): string => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  if (issue === undefined) return "another answer"
  const path = issue.path.map(String).join(".")
  return path === "" ? issue.message : `${path}: ${issue.message}`
}

/** Reads the body of an answer that has come. */
export type ReadAnswer<A> = (
  door: Door,
  answer: OpenAnswer,
  request: ServiceRequest
) => Effect.Effect<A, ImageError>

/** Reads JSON by its schema, which is compiled once; an empty body is `undefined`. */
export const makeReadAnswer = <A, I>(
  schema: Schema.Schema<A, I>,
  maximumBytes: number
): ReadAnswer<A> => {
  const decode = Schema.decodeUnknownEither(schema)
  return (door, answer, request) =>
    Effect.matchEffect(boundedBody(answer, maximumBytes, door.idleTimeout), {
      onFailure: (error) =>
        Effect.fail(
          error._tag === "TooLarge"
            ? door.unreadable(
                `an answer of at most ${maximumBytes} bytes`,
                "a longer one",
                request.phase
              )
            : door.broken(error, request.phase)
        ),
      onSuccess: (bytes) => {
        const text = decodeText(bytes)
        const json = parseJson(text)
        const decoded = json === undefined && text !== "" ? undefined : decode(json)
        if (decoded !== undefined && Either.isRight(decoded)) return Effect.succeed(decoded.right)
        return json === undefined || decoded === undefined
          ? notJson(door, answer.response, text, request)
          : Effect.fail(door.unreadable(firstIssue(decoded.left), text, request.phase))
      }
    })
}

/** Sends a request and reads the JSON answer by its schema. */
export const readJson = <A, I>(
  door: Door,
  request: ServiceRequest,
  schema: Schema.Schema<A, I>,
  maximumBytes: number
): Effect.Effect<A, ImageError> => {
  const read = makeReadAnswer(schema, maximumBytes)
  return door.repeat(
    useAnswer(
      (restore) => door.open(request, "application/json", restore),
      (answer) => afterHead(request, answer, read(door, answer, request))
    ),
    request.repeat
  )
}

const notJson = (
  door: Door,
  response: HttpClientResponse,
  text: string,
  request: ServiceRequest
): Effect.Effect<never, ImageError> =>
  isHtml({ headers: response.headers, text })
    ? Effect.flatMap(door.explain(response, text, request), Effect.fail)
    : Effect.fail(door.unreadable("JSON", text, request.phase))
