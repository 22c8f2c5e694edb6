/** A stand-in of one answer on a real socket, and a client on a dispatcher of its own. */
import type { Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { Agent, buildConnector } from "undici"
import type { FakeReply, FakeRequest } from "@easel/core/Fake"
import * as UndiciClient from "@easel/node/UndiciClient"
import * as FakeServer from "@easel/testkit/FakeServer"

export const serve = (
  handle: (request: FakeRequest) => FakeReply | Effect.Effect<FakeReply, never, Scope.Scope>,
  options?: FakeServer.Options
) =>
  FakeServer.start(
    {
      handle: (request) => {
        const answer = handle(request)
        return Effect.isEffect(answer) ? answer : Effect.succeed(answer)
      }
    },
    options
  )

/** `sockets` are the client's ends, `ready` what a connection waits for before it is made. */
export const open = (ready: Effect.Effect<void> = Effect.void) =>
  Effect.gen(function* () {
    const sockets: Array<Socket> = []
    const connect = buildConnector({})
    const dispatcher = yield* Effect.acquireRelease(
      Effect.sync(
        () =>
          new Agent({
            connect: (options, callback) =>
              Effect.runCallback(ready, {
                onExit: () =>
                  connect(options, (...result) => {
                    if (result[1] !== null) sockets.push(result[1])
                    callback(...result)
                  })
              })
          })
      ),
      (agent) => Effect.promise(() => agent.destroy())
    )
    return { client: UndiciClient.make(dispatcher), dispatcher, sockets }
  })

/** Waits until something becomes true; the test's own time limit is the other end. */
export const eventually = (condition: () => boolean) =>
  Effect.sync(condition).pipe(Effect.repeat({ until: (met) => met, schedule: Schedule.spaced(5) }))
