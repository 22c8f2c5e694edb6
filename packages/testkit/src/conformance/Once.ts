/** A paid job is never submitted twice. */
import * as Effect from "effect/Effect"
import * as Fault from "../Fault.js"
import { type Aim, lay } from "./aim.js"
import { type Definition, expect, notApplicable } from "./Definition.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** Jobs that the stand-in took for a run. */
const accepted = ({ handled }: Rig.Rig, run: Run.Run): number =>
  Run.submissionsOf(
    handled.filter(({ status }) => status < 400).map(({ request }) => request),
    run
  ).length

const once = (name: string, title: string, aim: Aim, fault: Fault.Fault): Definition => ({
  id: `once/${name}`,
  title: `${title}, and the job is not handed in again`,
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const hits = lay(rig, aim, fault)
      const run = yield* Run.generate(bench, rig)
      if (hits() === 0) yield* notApplicable("no such request is sent")
      const jobs = accepted(rig, run)
      yield* expect(jobs <= 1, `the service has ${jobs} jobs of one request`)
    })
})

/** The service took the job, and a machine in front of it gave up waiting. */
const gatewayTimeout = Fault.make({}, (handle) =>
  Effect.as(handle, { status: 504, headers: { "content-type": "text/plain" }, body: "timeout" })
)

const busy = Fault.status({ times: 1 }, 503)

export const checks: ReadonlyArray<Definition> = [
  once("hang-up", "the connection breaks before the answer", "submit", Fault.hangUp({})),
  once("cut", "the connection breaks inside the answer", "submit", Fault.cut({}, 7)),
  once("truncated", "the answer can't be understood", "submit", Fault.truncate({}, 7)),
  once("gateway-timeout", "a gateway answers 504", "submit", gatewayTimeout),
  once("busy", "the service is busy once", "submit", busy),
  once("wait-500", "what is asked later fails", "wait", Fault.status({}, 500)),
  once("wait-404", "the service no longer knows the job", "wait", Fault.status({}, 404)),
  once("wait-hang-up", "later connections break", "wait", Fault.hangUp({}))
]
