/** What a stand-in reads of a request: strictly, so that a client that strays is told so. */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type { FakeReply, FakeRequest } from "@easel/core/Fake"
import type { OpenAiHost } from "../OpenAiHost.js"

export const json = (
  status: number,
  body: unknown,
  headers: NonNullable<FakeReply["headers"]> = {}
): FakeReply => ({
  status,
  headers: { "content-type": "application/json", "x-request-id": "req_stand_in", ...headers },
  body: JSON.stringify(body)
})

/** An error in the envelope of OpenAI. */
export const refusal = (
  status: number,
  message: string,
  {
    type = "invalid_request_error",
    ...words
  }: Partial<Record<"code" | "param" | "type", string>> = {},
  headers: NonNullable<FakeReply["headers"]> = {}
): FakeReply =>
  json(status, { error: { message, type, param: null, code: null, ...words } }, headers)

/** What OpenAI knows on both routes; the rest is each host's own. */
const known = [
  "model",
  "prompt",
  "n",
  "response_format",
  "output_format",
  "quality",
  "background",
  "output_compression",
  "moderation",
  "input_fidelity",
  "complexity",
  "safety_identifier",
  "stream",
  "partial_images",
  "image",
  "image[]",
  "mask"
]

const sample = {
  negativePrompt: "",
  seed: 0,
  steps: 1,
  guidanceScale: 1,
  strength: 1,
  width: 64,
  height: 64
}

/** A form's fields as text; its files only by name. */
const readForm = (request: FakeRequest, type: string): Readonly<Record<string, unknown>> => {
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2] ?? ""
  const parts = request.text.split(`--${boundary}`).slice(1, -1)
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf("\r\n\r\n")
      const head = part.slice(0, end)
      const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? ""
      return [name, head.includes("filename=") ? "a file" : part.slice(end + 4, -2)]
    })
  )
}

const parseJson = Schema.decodeEither(
  Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
)

const read = (request: FakeRequest): Readonly<Record<string, unknown>> | undefined => {
  const type = request.headers["content-type"] ?? ""
  if (type.startsWith("multipart/form-data")) return readForm(request, type)
  return Either.getOrUndefined(parseJson(request.text))
}

/** What is to be drawn. */
export interface Submission {
  readonly prompt: string
  readonly seed: number | undefined
  readonly width: number
  readonly height: number
  readonly count: number
  /** 0 when no stream is asked for. */
  readonly previews: number
}

const number = (value: unknown): number | undefined =>
  value === undefined || value === "" || !Number.isFinite(Number(value)) ? undefined : Number(value)

/** What stable-diffusion.cpp is told inside the prompt. */
const inPrompt = (prompt: string): unknown => {
  const text = /<sd_cpp_extra_args>(.*)<\/sd_cpp_extra_args>/s.exec(prompt)?.[1] ?? "{}"
  return Either.getOrUndefined(parseJson(text))
}

/** The request as that host reads it, or its refusal. */
export const readSubmission = (
  host: OpenAiHost,
  request: FakeRequest
): Either.Either<Submission, FakeReply> => {
  const fields = read(request)
  if (fields === undefined) return Either.left(refusal(400, "the body is no JSON and no form"))
  const own = { ...host.fields(sample), ...host.streamFields }
  const allowed = new Set([...known, ...Object.keys(own)])
  const unknown = Object.keys(fields).find((name) => !allowed.has(name))
  if (unknown !== undefined) {
    const code = "unknown_parameter"
    return Either.left(refusal(400, `Unknown parameter: '${unknown}'.`, { code, param: unknown }))
  }
  const { prompt, size } = fields
  if (typeof prompt !== "string" || prompt === "") {
    return Either.left(refusal(400, "prompt is required", { param: "prompt" }))
  }
  const isEdit = request.url.pathname.endsWith("/edits")
  if (isEdit && fields["image"] === undefined && fields["image[]"] === undefined) {
    return Either.left(refusal(400, "image is required", { param: "image" }))
  }
  const [width, height] =
    typeof size === "string" ? size.split("x") : [fields["width"], fields["height"]]
  const extra = inPrompt(prompt)
  return Either.right({
    prompt: prompt.replace(/ <sd_cpp_extra_args>.*/s, ""),
    seed:
      number(fields["seed"]) ??
      (Predicate.hasProperty(extra, "seed") ? number(extra.seed) : undefined),
    width: number(width) ?? 1024,
    height: number(height) ?? 1024,
    count: number(fields["n"]) ?? 1,
    previews: String(fields["stream"]) === "true" ? (number(fields["partial_images"]) ?? 0) : 0
  })
}
