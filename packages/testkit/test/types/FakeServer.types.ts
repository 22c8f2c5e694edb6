/** What stand-ins and faults take. Compiled, never run. */
import { expectTypeOf } from "vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { ConnectProxy, FakeServer, Fault } from "@easel/testkit"

const service = { handle: () => Effect.succeed({ status: 200, body: "" }) }

expectTypeOf(FakeServer.start(service)).toEqualTypeOf<
  Effect.Effect<FakeServer.RunningFake, FakeServer.ListenError, Scope.Scope>
>()
expectTypeOf(ConnectProxy.start()).toEqualTypeOf<
  Effect.Effect<ConnectProxy.RunningProxy, FakeServer.ListenError, Scope.Scope>
>()

FakeServer.start(service, { port: 8080, faults: [Fault.hangUp({ method: "POST", times: 1 })] })
// @ts-expect-error -- a reply has a body
FakeServer.start({ handle: () => Effect.succeed({ status: 200 }) })
// @ts-expect-error -- a stand-in answers, whatever happens
FakeServer.start({ handle: () => Effect.fail("broken") })
// @ts-expect-error -- no such option
FakeServer.start(service, { host: "0.0.0.0" })
// @ts-expect-error -- a path is matched by a pattern
Fault.hangUp({ path: "/jobs" })
// @ts-expect-error -- no such part of a target
Fault.hangUp({ url: /jobs/ })
