/** What a script takes. Compiled, never run. */
import { expectTypeOf } from "vitest"
import type * as Effect from "effect/Effect"
import { FakeScript, FakeServer, Fault } from "@easel/testkit"

const answer = FakeScript.json({ a: 1 }, { status: 202, faults: [Fault.cut({}, 3)] })
const script = FakeScript.make({
  "GET /": answer,
  "POST /jobs/:id?x=1": [
    answer,
    ({ url }) => FakeScript.text(url.href),
    FakeScript.repeated(answer)
  ]
})
FakeServer.start(script)
expectTypeOf(script.verify).toEqualTypeOf<Effect.Effect<void, FakeScript.ScriptMismatch>>()
FakeScript.text("", { headers: { "content-length": undefined, "x-id": ["a", "b"] } })

// @ts-expect-error -- there is no such method
FakeScript.make({ "GTE /": answer })
// @ts-expect-error -- the path is missing
FakeScript.make({ GET: answer })
// @ts-expect-error -- an answer, not a body
FakeScript.make({ "GET /": { a: 1 } })
// @ts-expect-error -- no such option
FakeScript.text("", { code: 500 })
// @ts-expect-error -- a piece says how long to wait
FakeScript.pieces([{ data: "a" }])
