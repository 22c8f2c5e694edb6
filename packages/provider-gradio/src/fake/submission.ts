import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type { FakeReply, FakeRequest } from "@easel/core/Fake"

/** A JSON reply as Starlette sends it. */
export const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** A plain text, which is what uncaught exceptions become. */
export const plain = (status: number, body: string): FakeReply => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body
})

const invalid = (problem: Readonly<Record<string, unknown>>): FakeReply =>
  json(422, { detail: [problem] })

/** What was handed in. */
export interface Submission {
  readonly data: ReadonlyArray<unknown>
  readonly sessionHash: string | undefined
}

/** Reads the body of a call as FastAPI does; a body of another type is a string to it. */
export const readSubmission = ({
  headers,
  text
}: FakeRequest): Either.Either<Submission, FakeReply> => {
  const isJson = /^application\/json\b/.test(headers["content-type"] ?? "")
  const parsed = Either.try((): unknown => (isJson ? JSON.parse(text) : text))
  if (Either.isLeft(parsed)) {
    return Either.left(
      invalid({ type: "json_invalid", loc: ["body", 0], msg: "JSON decode error", input: {} })
    )
  }
  const body = parsed.right
  if (!Predicate.isRecord(body)) {
    const msg = "Input should be a valid dictionary or object to extract fields from"
    return Either.left(invalid({ type: "model_attributes_type", loc: ["body"], msg, input: body }))
  }
  const { data, session_hash } = body
  if (data === undefined) {
    return Either.left(
      invalid({ type: "missing", loc: ["body", "data"], msg: "Field required", input: body })
    )
  }
  if (!Array.isArray(data)) {
    const msg = "Input should be a valid list"
    return Either.left(invalid({ type: "list_type", loc: ["body", "data"], msg, input: data }))
  }
  const sessionHash = typeof session_hash === "string" ? session_hash : undefined
  return Either.right({ data, sessionHash })
}

/** The names of the files in a form's field `files`; none is no error. */
export const uploadedNames = ({ text }: FakeRequest): ReadonlyArray<string> =>
  Array.from(text.matchAll(/name="files"; filename="([^"/]+)"/g), ([, name = ""]) => name)

/** Which job is to be stopped, and of which function. */
export const cancelledId = ({
  text
}: FakeRequest): Either.Either<
  { readonly eventId: string; readonly fnIndex: number },
  FakeReply
> => {
  const body = Either.getOrElse(
    Either.try((): unknown => JSON.parse(text)),
    () => undefined
  )
  const fields = Predicate.isRecord(body) ? body : {}
  const { event_id: eventId, fn_index: fnIndex, session_hash: session } = fields
  return typeof eventId === "string" && typeof fnIndex === "number" && typeof session === "string"
    ? Either.right({ eventId, fnIndex })
    : Either.left(invalid({ type: "missing", loc: ["body"], msg: "Field required", input: fields }))
}
