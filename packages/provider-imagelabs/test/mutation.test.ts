import type * as HttpClient from "@effect/platform/HttpClient"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import { ImageError } from "@easel/core/ImageError"
import { collect, count, responseOf, setup, test } from "./support.js"

const valid = [
  {},
  { status: null },
  { status: "In queue 2/3" },
  { status: "Processing", progress: 0.4 },
  { progress: 1 },
  { status: "Done", final_image_url: "/images/task-1.png" }
].map((state) => JSON.stringify(state))

type Replies = ReadonlyArray<string>

const position = FastCheck.nat(1000)

/** One thing that goes wrong on the way: each maps the replies to other replies. */
const mutation: FastCheck.Arbitrary<(replies: Replies) => Replies> = FastCheck.oneof(
  position.map((at) => (replies: Replies) => replies.toSpliced(at % (replies.length || 1), 1)),
  position.map((at) => (replies: Replies) => {
    const index = at % (replies.length || 1)
    return [...replies.slice(0, index + 1), ...replies.slice(index)]
  }),
  FastCheck.tuple(position, position).map(([from, to]) => (replies: Replies) => {
    const index = from % (replies.length || 1)
    const moved = replies.slice(index, index + 1)
    return replies.toSpliced(index, 1).toSpliced(to % (replies.length || 1), 0, ...moved)
  }),
  FastCheck.tuple(position, position).map(([at, length]) => (replies: Replies) => {
    const index = at % (replies.length || 1)
    return replies.map((reply, other) =>
      other === index ? reply.slice(0, length % (reply.length || 1)) : reply
    )
  }),
  FastCheck.tuple(position, position, FastCheck.integer({ min: 1, max: 255 })).map(
    ([at, offset, flip]) =>
      (replies: Replies) => {
        const index = at % (replies.length || 1)
        return replies.map((reply, other) => {
          if (other !== index || reply === "") return reply
          const bytes = Buffer.from(reply)
          const byte = offset % bytes.length
          bytes[byte] = (bytes[byte] ?? 0) ^ flip
          return bytes.toString("latin1")
        })
      }
  )
)

const mutated = FastCheck.array(mutation, { minLength: 1, maxLength: 5 }).map((mutations) =>
  mutations.reduce<Replies>((replies, mutate) => mutate(replies), valid)
)

const isImageError = Schema.is(ImageError)

/** A response or a typed error, within the deadline: a hang fails by the limit of the test. */
const generate = (replies: Replies) =>
  Effect.gen(function* () {
    const { fake, model } = yield* setup({
      replies: replies.map((body) => ({ status: 200, body })),
      pollInterval: "1 millis",
      deadline: "200 millis"
    })
    const exit = yield* Effect.exit(Effect.timeout(collect(model), "5 seconds"))
    if (Exit.isSuccess(exit)) assert.lengthOf(responseOf(exit.value).images, 1)
    else {
      assert.strictEqual(exit.cause._tag, "Fail", String(exit.cause))
      if (exit.cause._tag === "Fail") assert.isTrue(isImageError(exit.cause.error))
    }
    assert.isAtMost(count(fake, "/txt2img"), 1)
  }).pipe(Effect.scoped)

test("mutated answers end in a response or a typed error", () =>
  Effect.gen(function* () {
    const runtime = yield* Effect.runtime<HttpClient.HttpClient>()
    const property = FastCheck.asyncProperty(mutated, (replies) =>
      Runtime.runPromise(runtime)(generate(replies))
    )
    yield* Effect.promise(() => FastCheck.assert(property, { numRuns: 40 }))
  }))
