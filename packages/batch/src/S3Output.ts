/**
 * Pictures in an object store that speaks S3: Amazon's, MinIO, R2, and others.
 *
 * Keys come from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, with `AWS_SESSION_TOKEN` where there
 * is one; the region from `AWS_REGION` (default `us-east-1`); the address of a store that is not
 * Amazon's from `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. They need leave to put and get objects;
 * leave to delete them removes the object that `open` tries the store with, and a store that knows no
 * `If-None-Match` is asked what it has, for which it wants leave to list.
 */
import { createHash, randomUUID } from "node:crypto"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OutputError } from "./BatchError.js"
import { reserved, segmentsOf } from "./internal/pictureName.js"
import * as S3Address from "./internal/s3/S3Address.js"
import * as S3Client from "./internal/s3/S3Client.js"
import { s3Failure } from "./internal/s3/s3Failure.js"
import * as S3Settings from "./internal/s3/S3Settings.js"
import { OutputStore, type Place } from "./OutputStore.js"

/** Hash of the bytes as they were put, in the object's metadata. */
const hashHeader = "x-amz-meta-easel-sha256"

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const probe = Buffer.from("Easel tries whether this store takes objects; this one can go.\n")

interface Bucket {
  readonly address: S3Address.S3Address
  readonly client: S3Client.S3Client
}

const locationOf = ({ address }: Bucket, key: string): string => `s3://${address.bucket}/${key}`

const write = (
  { client }: Bucket,
  key: string,
  bytes: Uint8Array,
  mediaType: string,
  guard: boolean
) =>
  client({
    method: "PUT",
    key,
    body: bytes,
    headers: {
      "content-type": mediaType,
      [hashHeader]: sha256(bytes),
      ...(guard ? { "if-none-match": "*" } : {})
    }
  })

/** Whether the object has these bytes; `undefined` when there is none. */
const holds = (bucket: Bucket, key: string, bytes: Uint8Array) =>
  Effect.gen(function* () {
    const head = yield* bucket.client({ method: "HEAD", key })
    if (head.status === 404) return undefined
    if (head.status !== 200) return yield* s3Failure(locationOf(bucket, key), head)
    const told = head.headers[hashHeader]
    if (told !== undefined) return told === sha256(bytes)
    const whole = yield* bucket.client({ method: "GET", key })
    if (whole.status === 404) return undefined
    if (whole.status !== 200) return yield* s3Failure(locationOf(bucket, key), whole)
    return Buffer.compare(whole.body, bytes) === 0
  })

const requireSame = (location: string, same: boolean): Effect.Effect<void, OutputError> =>
  same
    ? Effect.void
    : new OutputError({
        location,
        reason: "Taken",
        detail: "there is another object of that name; it was left as it is"
      })

/**
 * Whether the store refuses to replace an object when it is asked to; not all of them know how.
 * Fails when it takes none.
 */
const tryStore = (bucket: Bucket): Effect.Effect<boolean, OutputError> =>
  Effect.gen(function* () {
    // Another program that opens it now tries with an object of its own.
    const name = `${reserved}probe-${randomUUID()}`
    const key = yield* S3Address.keyOf(bucket.address, name)
    const attempt = (guard: boolean) => write(bucket, key, probe, "text/plain", guard)
    let isPut = true
    const trials = Effect.gen(function* () {
      const first = yield* attempt(false)
      if (first.status < 300) return (yield* attempt(true)).status === 412
      isPut = false
      return yield* s3Failure(locationOf(bucket, key), first)
    })
    const remove = bucket
      .client({ method: "DELETE", key })
      .pipe(
        Effect.catchAll((error) => Effect.logWarning("the object of a trial may be left", error))
      )
    return yield* Effect.ensuring(
      trials,
      Effect.suspend(() => (isPut ? remove : Effect.void))
    )
  })

/** `guarded`: the store itself refuses to replace an object. */
const placeAt = (bucket: Bucket, guarded: boolean): Place => {
  const keyOf = (name: string) =>
    Effect.zipRight(segmentsOf(name), S3Address.keyOf(bucket.address, name))
  return {
    put: (name, bytes, mediaType) =>
      Effect.gen(function* () {
        const key = yield* keyOf(name)
        const location = locationOf(bucket, key)
        if (!guarded) {
          const before = yield* holds(bucket, key, bytes)
          if (before !== undefined) {
            yield* requireSame(location, before)
            return location
          }
        }
        const answer = yield* write(bucket, key, bytes, mediaType, guarded)
        if (answer.status === 412) {
          yield* requireSame(location, (yield* holds(bucket, key, bytes)) === true)
        } else if (answer.status >= 300) return yield* s3Failure(location, answer)
        return location
      }),
    get: (name) =>
      Effect.gen(function* () {
        const key = yield* keyOf(name)
        const answer = yield* bucket.client({ method: "GET", key })
        return answer.status === 200
          ? answer.body
          : yield* s3Failure(locationOf(bucket, key), answer)
      }),
    // An object comes to be with its last byte.
    tidy: () => Effect.void
  }
}

/** Opens `s3://bucket/prefix`; the bucket must be there. Locations have the same form. */
export const open = (output: string): Effect.Effect<Place, OutputError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const address = yield* S3Address.parse(output)
    const settings = yield* S3Settings.read(output)
    const client = S3Client.make(yield* HttpClient.HttpClient, address.bucket, settings)
    const bucket = { address, client }
    return placeAt(bucket, yield* tryStore(bucket))
  })

export const layer: Layer.Layer<OutputStore, never, HttpClient.HttpClient> = Layer.effect(
  OutputStore,
  Effect.map(HttpClient.HttpClient, (client) => ({
    open: (output) => Effect.provideService(open(output), HttpClient.HttpClient, client)
  }))
)
