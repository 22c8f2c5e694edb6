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
import { type OpenAnswer, useAnswer } from "./openAnswer.js"

const firstIssue = (error: ParseResult.ParseError): string => {
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  if (issue === undefined) return "another answer"
  const path = issue.path.map(String).join(".")
  return path === "" ? issue.message : `${path}: ${issue.message}`
}

/** Sends a request and reads the JSON answer by its schema; an empty body is `undefined`. */
export const readJson = <A, I>(
  door: Door,
  request: ServiceRequest,
  schema: Schema.Schema<A, I>,
  maximumBytes: number
): Effect.Effect<A, ImageError> => {
  const decode = Schema.decodeUnknownEither(schema)
  const read = (answer: OpenAnswer): Effect.Effect<A, ImageError> =>
    Effect.matchEffect(boundedBody(answer, maximumBytes, door.idleTimeout), {
      onFailure: (error) =>
        Effect.fail(
          error._tag === "TooLarge"
            ? door.unreadable(`an answer of at most ${maximumBytes} bytes`, "a longer one")
            : door.broken(error, request.phase)
        ),
      onSuccess: (bytes) => {
        const text = decodeText(bytes)
        const json = parseJson(text)
        const decoded = json === undefined && text !== "" ? undefined : decode(json)
        if (decoded !== undefined && Either.isRight(decoded)) return Effect.succeed(decoded.right)
        return json === undefined || decoded === undefined
          ? notJson(door, answer.response, text, request)
          : Effect.fail(door.unreadable(firstIssue(decoded.left), text))
      }
    })
  return door.repeat(
    useAnswer((restore) => door.open(request, "application/json", restore), read),
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
    : Effect.fail(door.unreadable("JSON", text))
