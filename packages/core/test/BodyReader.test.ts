import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, layer } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { FakeReply } from "@easel/core/Fake"
import * as BodyReader from "@easel/core/BodyReader"
import * as Fault from "@easel/testkit/Fault"
import { eventually, reply, serve } from "./support/TestService.js"

const patience = Duration.seconds(5)

const open = (answer: FakeReply, faults: ReadonlyArray<Fault.Fault> = []) =>
  Effect.gen(function* () {
    const fake = yield* serve(() => answer, { faults })
    const client = HttpClient.withScope(yield* HttpClient.HttpClient)
    const response = yield* client.get(fake.baseUrl)
    return { fake, response, reader: yield* BodyReader.fromStream(response) }
  })

const textOf = (piece: Uint8Array | undefined) => new TextDecoder().decode(piece)

layer(FetchHttpClient.layer, { excludeTestServices: true })(
  "a reader made of FetchHttpClient's stream",
  (it) => {
    it.scoped("is not what the client offers by itself", () =>
      Effect.gen(function* () {
        const { response } = yield* open(reply("a", "text/plain"))
        assert.isFalse(BodyReader.offersReaders(yield* HttpClient.HttpClient))
        assert.isFalse(BodyReader.isOffered(response))
      })
    )

    it.scoped("reads the pieces in order, none empty, and stays at the end", () =>
      Effect.gen(function* () {
        const text = Array.from({ length: 5000 }, (_, index) => `${index},`).join("")
        const { reader } = yield* open(reply(text, "text/plain"), [Fault.pieces({}, 700)])
        let seen = ""
        for (;;) {
          const piece = yield* reader.read(patience)
          if (piece === undefined) break
          assert.isAbove(piece.length, 0)
          seen += textOf(piece)
        }
        assert.strictEqual(seen, text)
        assert.isUndefined(yield* reader.read(patience))
      })
    )

    it.scoped("is at its end at once where there is no body", () =>
      Effect.gen(function* () {
        for (const answer of [reply("", "text/plain"), { status: 204, body: "" }]) {
          const { reader } = yield* open(answer)
          assert.isUndefined(yield* reader.read(patience))
        }
      })
    )

    it.scoped("hands a piece over before the next one comes, and tells a silence", () =>
      Effect.gen(function* () {
        const ready = yield* Deferred.make<void>()
        const body = Stream.concat(
          Stream.make("a"),
          Stream.fromEffect(Effect.zipRight(Deferred.await(ready), Effect.never))
        )
        const { reader } = yield* open(reply(body, "text/plain"))
        assert.strictEqual(textOf(yield* reader.read(patience)), "a")
        const error = yield* Effect.flip(reader.read(Duration.millis(20)))
        assert.strictEqual(error._tag, "Silence")
      })
    )

    it.scoped("tells a cut after what came before it", () =>
      Effect.gen(function* () {
        const { reader } = yield* open(reply("0123456789", "text/plain"), [Fault.cut({}, 5)])
        let seen = ""
        const error = yield* Effect.flip(
          Effect.forever(
            Effect.map(reader.read(patience), (piece) => {
              assert.isDefined(piece)
              seen += textOf(piece)
            })
          )
        )
        assert.strictEqual(error._tag, "ResponseError")
        assert.isTrue("01234".startsWith(seen))
      })
    )

    it.scoped("closes the socket with its scope, also while it is read", () =>
      Effect.gen(function* () {
        const body = Stream.concat(Stream.make("a"), Stream.never)
        const fake = yield* serve(() => reply(body, "text/plain"))
        const client = HttpClient.withScope(yield* HttpClient.HttpClient)
        const read = Effect.scoped(
          Effect.gen(function* () {
            const { read } = yield* BodyReader.fromStream(yield* client.get(fake.baseUrl))
            yield* read(patience)
            return yield* read(Duration.infinity)
          })
        )
        const fiber = yield* Effect.fork(read)
        yield* eventually(() => fake.openReplies() === 1)
        yield* Effect.sleep("20 millis")
        yield* Fiber.interrupt(fiber)
        yield* eventually(() => fake.openReplies() === 0)
        assert.isTrue(fake.requests[0]?.abandoned)
      })
    )
  }
)
