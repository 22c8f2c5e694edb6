import * as Context from "effect/Context"
import * as Duration from "effect/Duration"

/** How long a server bears with its clients. */
export class Patience extends Context.Reference<Patience>()("@easel/server/Patience", {
  defaultValue: () => ({
    /** From the connection, or the request before, to the end of a request's headers. */
    headers: Duration.seconds(20),
    /** For a whole request. Bodies have limits of their own, see `BodyLimits`. */
    request: Duration.minutes(10),
    /** A connection that rests between requests. */
    keepAlive: Duration.seconds(30),
    /** How often connections are looked at. */
    check: Duration.seconds(5),
    /** A client that takes nothing of what is written. */
    stall: Duration.seconds(60),
    /** A client that goes on sending a request that is answered. */
    linger: Duration.seconds(5),
    /** At the end: for jobs to be cancelled at their services. */
    cancel: Duration.seconds(10),
    /** At the end: for the last answers to be written. */
    farewell: Duration.seconds(5)
  })
}) {}
