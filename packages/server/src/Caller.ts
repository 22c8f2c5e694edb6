/** Who asks: the key of a request, or everybody when the gateway has no keys. */
import * as Context from "effect/Context"

export interface Service {
  /**
   * The same for every request with the same key, and no secret: the beginning of the key's
   * SHA-256, or `"anyone"`. Limits are counted, and generations are owned, by it.
   */
  readonly id: string
}

export class Caller extends Context.Tag("@easel/server/Caller")<Caller, Service>() {}

/** The caller of a gateway without keys. */
export const anyone: Service = { id: "anyone" }
