/** Where credentials must not be sent. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { FakeReply, FakeRequest } from "@easel/core/Fake"
import * as FakeServer from "../FakeServer.js"
import * as Fault from "../Fault.js"
import { Failed } from "../Verdict.js"
import { lay } from "./aim.js"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** A server at another origin, which answers anything and keeps what it was sent. */
const stranger = Effect.mapError(
  FakeServer.start({
    handle: () =>
      Effect.succeed({ status: 404, headers: { "content-type": "text/plain" }, body: "" })
  }),
  ({ message }) => new Failed({ message })
)

const redirect = (origin: string): Fault.Fault =>
  Fault.reply({}, { status: 307, headers: { location: `${origin}/elsewhere` }, body: "" })

/** Names another origin wherever the answer names the service's own. */
const relocate = (home: string, origin: string): Fault.Fault => {
  const change = (text: string) => text.replaceAll(home, origin)
  const changed = ({ body }: FakeReply): FakeReply["body"] => {
    if (typeof body === "string") return change(body)
    if (body instanceof Uint8Array) return body
    return Stream.map(body, (piece) => (typeof piece === "string" ? change(piece) : piece))
  }
  return Fault.make(
    {},
    Effect.map((reply) => ({ ...reply, body: changed(reply) }))
  )
}

const holds = ({ headers, text, url }: FakeRequest, secret: string): boolean =>
  [url.href, text, ...Object.values(headers)].some((part) => part.includes(secret))

/** Runs a generation with strangers named at every step, and tells what they were sent. */
const lured = (
  bench: Bench,
  lure: (home: string, origin: string) => Fault.Fault,
  aims: ReadonlyArray<"submit" | "wait" | "picture">
) =>
  Effect.forEach(aims, (aim) =>
    Effect.scoped(
      Effect.gen(function* () {
        const other = yield* stranger
        const rig = yield* Rig.open(bench)
        lay(rig, aim, lure(rig.server?.baseUrl ?? "", other.baseUrl))
        const run = yield* Run.generate(bench, rig)
        if (Exit.isSuccess(run.exit)) yield* Run.load(rig, run.exit.value)
        return other.requests.flatMap((request) =>
          rig.secrets.some((secret) => holds(request, secret))
            ? [
                `a secret went to another origin (${aim}): ${request.method} ${request.url.pathname}`
              ]
            : []
        )
      })
    )
  )

const origin: Definition = {
  id: "secrets/origin",
  title: "credentials go to the service's own origin only, whatever it redirects to or names",
  test: (bench) =>
    Effect.gen(function* () {
      if (!Object.values(bench.plugin.settings).some(({ secret }) => secret)) {
        yield* notApplicable("the plugin has no secret settings")
      }
      yield* networked(bench)
      const redirected = yield* lured(bench, (_, origin) => redirect(origin), [
        "submit",
        "wait",
        "picture"
      ])
      const relocated = yield* lured(bench, relocate, ["submit", "wait"])
      yield* expectNone([...redirected, ...relocated].flat())
    })
}

export const checks: ReadonlyArray<Definition> = [origin]
