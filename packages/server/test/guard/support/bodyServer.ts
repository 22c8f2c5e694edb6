import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { answerError } from "../../../src/internal/answerError.js"
import type { BodyRefusal } from "../../../src/internal/bodyBytes.js"
import { BodyBudget, Budget } from "../../../src/internal/BodyBudget.js"
import { BodyLimits } from "../../../src/internal/BodyLimits.js"
import { type Form, readForm, readJson } from "../../../src/internal/readBody.js"

type Answer = Either.Either<Form | { readonly json: unknown }, BodyRefusal>

/** Reads each body, JSON under `/json` and a form elsewhere, and keeps what came of it. */
export const bodyServer = (
  limits: Partial<typeof BodyLimits.Service> = {},
  most = Number.POSITIVE_INFINITY
) =>
  Effect.gen(function* () {
    const answers: Array<Answer> = []
    const usual = yield* BodyLimits
    const budget = new Budget(most)
    const app = Effect.gen(function* () {
      const { url } = yield* HttpServerRequest.HttpServerRequest
      const answer: Answer = yield* url === "/json"
        ? Effect.either(Effect.map(readJson, (json) => ({ json })))
        : Effect.either(readForm)
      answers.push(answer)
      return Either.isRight(answer)
        ? HttpServerResponse.text("read")
        : yield* answerError(answer.left)
    }).pipe(
      Effect.interruptible,
      Effect.provideService(BodyLimits, { ...usual, ...limits }),
      Effect.provideService(BodyBudget, budget)
    )
    const handler = yield* NodeHttpServer.makeHandler(app)
    const server = createServer(handler)
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address: AddressInfo | string | null = server.address()
    if (address === null || typeof address === "string") return yield* Effect.dieMessage("no port")
    return { answers, port: address.port, url: `http://127.0.0.1:${address.port}` }
  })
