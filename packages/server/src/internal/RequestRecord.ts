import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** What the log says of a request when it is over. */
export class RequestRecord extends Context.Tag("@easel/server/RequestRecord")<
  RequestRecord,
  { id: string; caller: string | undefined }
>() {}

/** Notes who asks, where somebody keeps a record. */
export const noteCaller = (id: string): Effect.Effect<void> =>
  Effect.map(Effect.serviceOption(RequestRecord), (record) => {
    if (Option.isSome(record)) record.value.caller = id
  })
