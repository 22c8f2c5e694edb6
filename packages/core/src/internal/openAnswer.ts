import { RequestInit as FetchOptions } from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import type { HttpClientRequest } from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as BodyReader from "../BodyReader.js"
import { whenEnded } from "./endOf.js"
import type { RequestHead } from "../ServiceClient.js"

/** An answer whose head has come. Whoever has it closes it. */
export interface OpenAnswer {
  readonly response: HttpClientResponse
  readonly read: BodyReader.BodyReader["read"]
  /** Closes the socket, unless the body was read to its end. */
  readonly close: Effect.Effect<void>
}

/** Makes an effect interruptible again where it waits, as `Effect.uninterruptibleMask` gives it. */
export type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Sends one request; follows no redirects, opens no span, adds no trace headers. */
export type OpenRequest = (
  request: HttpClientRequest,
  restore: Restore
) => Effect.Effect<OpenAnswer, HttpClientError>

/** Opens requests with whichever client the application chose. */
export const makeOpenRequest = (client: HttpClient.HttpClient): OpenRequest =>
  BodyReader.offersReaders(client)
    ? (request, restore) => Effect.flatMap(restore(client.execute(request)), fromReader)
    : throughStream(HttpClient.withScope(client))

const fromReader = (response: HttpClientResponse): Effect.Effect<OpenAnswer> => {
  if (!BodyReader.isOffered(response)) {
    return Effect.dieMessage("a client that offers body readers gave a response without one")
  }
  const { cancel, read } = response[BodyReader.BodyReaderId]
  return Effect.succeed({ response, read, close: cancel })
}

const throughStream =
  (client: HttpClient.HttpClient.With<HttpClientError, Scope.Scope>): OpenRequest =>
  (request, restore) =>
    Effect.flatMap(Scope.make(), (socket) =>
      Effect.gen(function* () {
        const response = yield* restore(client.execute(request)).pipe(
          Effect.provideService(FetchOptions, { redirect: "manual" }),
          Effect.locally(HttpClient.currentTracerDisabledWhen, () => true)
        )
        const { read } = yield* BodyReader.fromStream(response)
        return { response, read, close: Scope.close(socket, Exit.void) }
      }).pipe(
        Scope.extend(socket),
        Effect.onError((cause) => Scope.close(socket, Exit.failCause(cause)))
      )
    )

/** Opens an answer, uses it, and closes it whatever happens. */
export const useAnswer = <A, E>(
  open: (restore: Restore) => Effect.Effect<OpenAnswer, E>,
  use: (answer: OpenAnswer) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(open(restore), (answer) =>
      whenEnded(restore(use(answer)), (exit) => Effect.zipRight(answer.close, exit))
    )
  )

/** Reads an answer once the request has heard its headers. */
export const afterHead = <A, E>(
  { onHead }: Pick<RequestHead, "onHead">,
  { response }: OpenAnswer,
  read: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  onHead === undefined ? read : Effect.zipRight(onHead(response.headers), read)
