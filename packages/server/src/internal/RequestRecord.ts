import { randomUUID } from "node:crypto"
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Predicate from "effect/Predicate"

/** What the log says of a request when it is over. */
export interface RequestRecord {
  readonly id: string
  caller: string | undefined
}

/** By what the server was given, which stays the same however the request is changed on its way. */
const records = new WeakMap<object, RequestRecord>()

/** Begins the record of a request. */
export const begin = ({ source }: HttpServerRequest): RequestRecord => {
  // Node has random bytes in store for these alone.
  const record = { id: `req_${randomUUID().replaceAll("-", "")}`, caller: undefined }
  if (Predicate.isObject(source)) records.set(source, record)
  return record
}

/** The record, where somebody keeps one. */
export const of = ({ source }: HttpServerRequest): RequestRecord | undefined =>
  Predicate.isObject(source) ? records.get(source) : undefined
