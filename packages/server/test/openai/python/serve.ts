/**
 * A gateway for the official Python SDK: prints its address and that of the service behind it, and
 * serves until its input ends. What the service does stands in the prompt.
 */
import type { FakeRequest, FakeService } from "@easel/core/Fake"
import { FakeScript, Fault } from "@easel/testkit"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Event } from "../support/atelier.js"
import { eventOf, picture, run } from "../support/gateway.js"

const Job = Schema.parseJson(
  Schema.Struct(
    { prompt: Schema.String, count: Schema.Int },
    { key: Schema.String, value: Schema.Unknown }
  )
)

const pictures = Effect.runSync(Effect.all([1, 2, 3].map((seed) => picture(seed))))

const accepted: Event = { _tag: "Accepted", id: "job-1" }
const previews = pictures.slice(0, 2).map((url): Event => ({ _tag: "Preview", url }))
const done = (count: number): Event => ({ _tag: "Done", urls: pictures.slice(0, count), seed: 7 })

const refusal = (status: number, error: string) =>
  FakeScript.json({ error }, { status, headers: { "retry-after": "0" } })

const submissions = new Map<string, number>()
let cancelled = 0
let last: unknown

const answerOf = (prompt: string, count: number): FakeScript.Answer => {
  const times = submissions.get(prompt) ?? 0
  switch (prompt) {
    case "moderated":
      return refusal(400, "against the content policy")
    case "broken":
      return refusal(500, "oops")
    case "busy":
      if (times < 2) return refusal(429, "slow down")
      break
    case "cut":
      return FakeScript.events([accepted, ...previews.slice(0, 1)].map(eventOf), {
        faults: [Fault.cut({}, 1_000_000)]
      })
    case "endless":
      return FakeScript.events([
        ...[accepted, ...previews.slice(0, 1)].map(eventOf),
        { ...eventOf(done(1)), after: "1 hour" }
      ])
  }
  return FakeScript.events([accepted, ...previews, done(count)].map(eventOf))
}

const handle = (request: FakeRequest) =>
  Effect.gen(function* () {
    if (request.method === "GET") {
      return FakeScript.json({ submissions: Object.fromEntries(submissions), cancelled, last })
        .reply
    }
    if (request.method === "DELETE") {
      cancelled++
      return FakeScript.json({}).reply
    }
    const job = yield* Effect.orDie(Schema.decodeUnknown(Job)(request.text))
    last = job
    submissions.set(job.prompt, (submissions.get(job.prompt) ?? 0) + 1)
    const { faults, reply } = answerOf(job.prompt, job.count)
    const whole: ReturnType<FakeService["handle"]> = Effect.succeed(reply)
    return yield* faults.reduce((inner, fault) => fault.apply(inner), whole)
  })

const inputEnd = Effect.async<void>((resume) => {
  process.stdin.resume().once("end", () => resume(Effect.void))
})

await Effect.gen(function* () {
  const { service, url } = yield* run({ handle })
  console.log(`${url} ${service.baseUrl}`)
  yield* inputEnd
}).pipe(Effect.scoped, Effect.runPromise)
