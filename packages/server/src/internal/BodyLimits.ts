import * as Context from "effect/Context"
import * as Duration from "effect/Duration"

const mebibyte = 1024 * 1024

/** What the gateway takes of a request's body. */
export class BodyLimits extends Context.Reference<BodyLimits>()("@easel/server/BodyLimits", {
  defaultValue: () => ({
    /** Bytes of a whole body. */
    body: 64 * mebibyte,
    /** Bytes of one file in a form. */
    file: 50 * mebibyte,
    /** Bytes of one field in a form. */
    field: mebibyte,
    /** Parts of a form. */
    parts: 64,
    /** How long a body may take to come, besides what its length asks for. */
    patience: Duration.seconds(20),
    /** Bytes a second; a body that comes slower on the whole is given up. */
    minimumRate: 16 * 1024
  })
}) {}
