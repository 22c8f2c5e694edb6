/** The fields of a request's body, under the names that the caller wrote. */
import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import type { Form, FormFile } from "../internal/readBody.js"

export interface Fields {
  readonly values: ReadonlyMap<string, unknown>
  /** The values are texts of a form. */
  readonly isForm: boolean
  /** Files of a form; `image` and `image[]` are one name. */
  readonly files: ReadonlyMap<string, ReadonlyArray<FormFile>>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Of a JSON body. What is null was not given. */
export const fromJson = (body: unknown): Either.Either<Fields, InvalidRequest> =>
  isRecord(body)
    ? Either.right({
        values: new Map(Object.entries(body).filter(([, value]) => value !== null)),
        isForm: false,
        files: new Map()
      })
    : Either.left(
        new InvalidRequest({
          option: "request",
          reason: "the body is no JSON object",
          legal: '{"model": "…", "prompt": "…"}'
        })
      )

const withoutBrackets = (name: string): string => name.replace(/\[\]$/, "")

/** `"provider_options[sd35][randomizeSeed]"`, as SDKs write what is nested. */
const nested = /^([^[\]]+)((?:\[[^[\]]+\])+)$/

/** The record with a value where the path leads; `undefined` when there is one already. */
const insert = (
  record: Readonly<Record<string, unknown>>,
  [first = "", ...path]: ReadonlyArray<string>,
  value: string
): Readonly<Record<string, unknown>> | undefined => {
  const present = Object.hasOwn(record, first) ? record[first] : undefined
  if (path.length === 0) return present === undefined ? { ...record, [first]: value } : undefined
  const inner = present ?? {}
  const changed = isRecord(inner) ? insert(inner, path, value) : undefined
  return changed && { ...record, [first]: changed }
}

const pathOf = (name: string): ReadonlyArray<string> => {
  const match = nested.exec(name)
  if (match === null) return [name]
  const [, first = name, rest = ""] = match
  return [first, ...rest.slice(1, -1).split("][")]
}

/** Of a multipart form. A field that comes twice is refused; files of one name are a list. */
export const fromForm = (form: Form): Either.Either<Fields, InvalidRequest> => {
  let record: Readonly<Record<string, unknown>> = {}
  for (const [name, [text, another]] of form.fields) {
    const changed = another === undefined ? insert(record, pathOf(name), text ?? "") : undefined
    if (changed === undefined) {
      return Either.left(new InvalidRequest({ option: name, reason: "is given more than once" }))
    }
    record = changed
  }
  const files = new Map<string, ReadonlyArray<FormFile>>()
  for (const [name, list] of form.files) {
    const key = withoutBrackets(name)
    files.set(key, [...(files.get(key) ?? []), ...list])
  }
  return Either.right({ values: new Map(Object.entries(record)), isForm: true, files })
}
