/**
 * Holds a request's key against those that the gateway knows, and says who asks.
 *
 * A wrong key is neither answered late nor locked out: a delay would only hold sockets for who
 * guesses, and a lock by address would hit everybody behind the same proxy. A key is too long to be
 * guessed; wrong ones show as 401 in the log.
 */
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Caller, type Service, anyone } from "./Caller.js"
import { ForbiddenOrigin, Unauthorized } from "./GatewayError.js"
import { Keys } from "./internal/Keys.js"
import * as RequestRecord from "./internal/RequestRecord.js"
import type { SetupError } from "./SetupError.js"

/** `Authorization: Bearer <key>`, on every route that makes pictures or tells of them. */
export class Access extends HttpApiMiddleware.Tag<Access>()("@easel/server/Access", {
  failure: Schema.Union(Unauthorized, ForbiddenOrigin),
  provides: Caller,
  security: { key: HttpApiSecurity.bearer }
}) {}

export interface Options {
  /** Without any, everybody is `anyone`. At least 8 characters each; they should be random. */
  readonly keys?: ReadonlyArray<Redacted.Redacted> | undefined
}

const bearer = /^bearer +(\S+) *$/i

/** Fails when a key is too short. */
export const layer = ({ keys = [] }: Options = {}): Layer.Layer<Access, SetupError> =>
  Layer.effect(
    Access,
    Effect.gen(function* () {
      const known = yield* Keys.make(keys)

      const identify = ({
        headers
      }: HttpServerRequest.HttpServerRequest): Effect.Effect<Service, Unauthorized> => {
        if (known.isEmpty) return Effect.succeed(anyone)
        const key = bearer.exec(headers["authorization"] ?? "")?.[1]
        const caller = key === undefined ? undefined : known.find(Redacted.make(key))
        return caller === undefined ? new Unauthorized() : Effect.succeed(caller)
      }

      return {
        key: () =>
          Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
            Effect.map(identify(request), (caller) => {
              const record = RequestRecord.of(request)
              if (record !== undefined) record.caller = caller.id
              return caller
            })
          )
      }
    })
  )

/** Lets everybody in. */
export const layerOpen: Layer.Layer<Access> = Layer.succeed(Access, {
  key: () => Effect.succeed(anyone)
})
