/** Holds a request's key and origin against what the gateway allows, and says who asks. */
import * as HttpApiMiddleware from "@effect/platform/HttpApiMiddleware"
import * as HttpApiSecurity from "@effect/platform/HttpApiSecurity"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Caller, anyone } from "./Caller.js"
import { ForbiddenOrigin, TooManyRequests, Unauthorized } from "./GatewayError.js"

/** `Authorization: Bearer <key>`, on every route that makes pictures or tells of them. */
export class Access extends HttpApiMiddleware.Tag<Access>()("@easel/server/Access", {
  failure: Schema.Union(Unauthorized, ForbiddenOrigin, TooManyRequests),
  provides: Caller,
  security: { key: HttpApiSecurity.bearer }
}) {}

/** Lets everybody in. */
export const layerOpen: Layer.Layer<Access> = Layer.succeed(Access, {
  key: () => Effect.succeed(anyone)
})
