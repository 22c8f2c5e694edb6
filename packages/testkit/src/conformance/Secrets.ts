/** Where keys, tokens and cookies must not be seen. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import type { NotApplicable } from "../Verdict.js"
import * as Fault from "../Fault.js"
import { type Aim, lay } from "./aim.js"
import type { Bench } from "./Bench.js"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import { at } from "./judge.js"
import { seenSecrets } from "./seenSecrets.js"
import { patience } from "./eventually.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

const hasSecrets = (bench: Bench): Effect.Effect<void, NotApplicable> =>
  Object.values(bench.plugin.settings).some(({ secret }) => secret)
    ? Effect.void
    : notApplicable("the plugin has no secret settings")

const goodRun: Definition = {
  id: "secrets/good-run",
  title: "no secret is seen in events, receipt, logs and spans of a good run",
  test: (bench) =>
    Effect.gen(function* () {
      yield* hasSecrets(bench)
      const rig = yield* Rig.open(bench)
      const run = yield* Run.generate(bench, rig)
      const loaded = yield* Run.load(rig, yield* Run.responseOf(run))
      yield* expectNone(seenSecrets(rig, run, loaded))
    })
}

const faults: Definition = {
  id: "secrets/faults",
  title: "no secret is seen under any fault of the stand-in",
  test: (bench, trials) =>
    Effect.gen(function* () {
      yield* hasSecrets(bench)
      yield* networked(bench)
      const tried = yield* trials
      yield* expectNone(tried.flatMap(({ fault, seen }) => at(fault, seen)))
    })
}

/** Where a text begins to be cut short, in characters. */
const excerptLength = 300

/** A text that quotes every secret: at its beginning, and where an excerpt of it would end. */
const quoting = (secrets: ReadonlyArray<string>): string => {
  const quoted = secrets.map((secret) => `key ${secret} is not good`).join("; ")
  const beyond = secrets.map((secret) => {
    const padding = "-".repeat(Math.max(0, excerptLength - Math.floor(secret.length / 2)))
    return `${padding}${secret}`
  })
  return [quoted, ...beyond].join(" ")
}

/** Ways in which a service gives back what it was sent. */
const echoes = (text: string): Readonly<Record<string, Fault.Fault>> => ({
  "status 400": Fault.status({}, 400, { detail: text, error: text, message: text }),
  "status 401 in plain text": Fault.reply(
    {},
    {
      status: 401,
      headers: { "content-type": "text/plain", "x-echo": "none" },
      body: text.slice(text.indexOf("---"))
    }
  ),
  "a page with status 200": Fault.html({}, 200, `<html><title>${text}</title>${text}</html>`),
  "JSON of another shape": Fault.reply(
    {},
    {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ unexpected: text })
    }
  )
})

const echoed = (bench: Bench, aim: Aim, name: string) =>
  Effect.gen(function* () {
    const rig = yield* Rig.open(bench)
    const fault = echoes(quoting(rig.secrets))[name]
    if (fault !== undefined) lay(rig, aim, fault)
    yield* Effect.forkScoped(Effect.delay(rig.hurry, patience))
    const run = yield* Run.generate(bench, rig)
    const loaded = Exit.isSuccess(run.exit) ? yield* Run.load(rig, run.exit.value) : undefined
    return at(`${name} at ${aim}`, seenSecrets(rig, run, loaded))
  })

const echo: Definition = {
  id: "secrets/echo",
  title: "no secret is seen when the service quotes it in its answer",
  test: (bench) =>
    Effect.gen(function* () {
      yield* hasSecrets(bench)
      yield* networked(bench)
      const aims = ["submit", "wait", "picture"] as const
      const problems = yield* Effect.forEach(aims, (aim) =>
        Effect.forEach(Object.keys(echoes("")), (name) => Effect.scoped(echoed(bench, aim, name)))
      )
      yield* expectNone(problems.flat(2))
    })
}

const settings: Definition = {
  id: "secrets/settings",
  title: "no secret is seen in the error of a setting that is broken",
  test: (bench) =>
    Effect.gen(function* () {
      yield* hasSecrets(bench)
      const problems: Array<string> = []
      for (const { secret, variable } of Object.values(bench.plugin.settings)) {
        if (!secret) continue
        const value = "kit-secret-broken-q7Zx0Kp3Vw"
        const settings = { [variable]: `${value}\r\nx: y` }
        const built = yield* Effect.either(Effect.scoped(Rig.open(bench, { settings })))
        if (Either.isLeft(built) && built.left.message.includes(value)) {
          problems.push(`${variable} is quoted: ${built.left.message}`)
        }
      }
      yield* expectNone(problems)
    })
}

export const checks: ReadonlyArray<Definition> = [goodRun, faults, echo, settings]
