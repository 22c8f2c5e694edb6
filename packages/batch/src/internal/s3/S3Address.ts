/** Where the objects of an output are. */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { OutputError } from "../../BatchError.js"
import type { S3Settings } from "./S3Settings.js"

export interface S3Address {
  readonly bucket: string
  /** Without `/` at its ends; may be empty. */
  readonly prefix: string
}

const invalid = (location: string, detail: string) =>
  new OutputError({ location, reason: "Invalid", detail })

// eslint-disable-next-line no-control-regex
const badPrefix = /[\u0000-\u001f\u007f\\?#]|\/\/|(^|\/)\.{1,2}(\/|$)/

/** Reads `s3://bucket/prefix`. */
export const parse = (output: string): Either.Either<S3Address, OutputError> => {
  const [, bucket = "", rest = ""] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(output) ?? []
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    return Either.left(
      invalid(output, "a bucket has 3 to 63 small letters, digits, dots and hyphens")
    )
  }
  const prefix = rest.replace(/\/$/, "")
  return badPrefix.test(prefix) || prefix.startsWith("/")
    ? Either.left(invalid(output, "the prefix is no plain path"))
    : Either.right({ bucket, prefix })
}

/** Key of an object below the prefix; at most 1,024 bytes. */
export const keyOf = (
  { bucket, prefix }: S3Address,
  name: string
): Either.Either<string, OutputError> => {
  const key = prefix === "" ? name : `${prefix}/${name}`
  return Buffer.byteLength(key) <= 1024
    ? Either.right(key)
    : Either.left(invalid(`s3://${bucket}/${key}`, "a key has at most 1,024 bytes"))
}

const encodePart = (part: string): string =>
  encodeURIComponent(part).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  )

/** Amazon's buckets are hosts where their name can be one; other stores' are folders. */
const bucketUrl = (bucket: string, { endpoint, region }: S3Settings): string => {
  if (Option.isSome(endpoint)) return `${endpoint.value.href.replace(/\/$/, "")}/${bucket}`
  return bucket.includes(".")
    ? `https://s3.${region}.amazonaws.com/${bucket}`
    : `https://${bucket}.s3.${region}.amazonaws.com`
}

export const urlOf = (bucket: string, key: string, settings: S3Settings): string =>
  `${bucketUrl(bucket, settings)}/${key.split("/").map(encodePart).join("/")}`
