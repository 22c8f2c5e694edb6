/** A stand-in for the service: a function from requests to replies, strict about what it takes. */
import type { Fake } from "@easel/core"
import { Clock, Duration, Effect, Schema } from "effect"
import { type Job, Submission, type Submitted } from "../wire.js"

/** What can go wrong on this wire, by name. */
export const faults = { "job-failed": "Every job fails" }

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string) => ({
  EASEL_MAGIC_LANTERN_BASE_URL: baseUrl,
  EASEL_MAGIC_LANTERN_POLL_INTERVAL: "50 millis"
})

const reply = (status: number, body: unknown): Fake.FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** Takes jobs, lets them progress over the latency, and serves their pictures. */
export const make = ({ draw, fault, latency }: Fake.FakeOptions) =>
  Effect.sync((): Fake.FakeService => {
    const jobs = new Map<string, { submission: typeof Submission.Type; startedAt: number }>()

    const submit = (text: string) =>
      Effect.gen(function* () {
        const submission = yield* Schema.decode(Schema.parseJson(Submission))(text)
        const body: typeof Submitted.Type = { id: `job-${jobs.size + 1}` }
        jobs.set(body.id, { submission, startedAt: yield* Clock.currentTimeMillis })
        return reply(202, body)
      }).pipe(
        Effect.catchTag("ParseError", ({ message }) => Effect.succeed(reply(400, { message })))
      )

    const stateOf = (id: string, startedAt: number, origin: string, now: number) => {
      const done = (now - startedAt) / Math.max(1, Duration.toMillis(latency))
      const state: typeof Job.Type =
        fault === "job-failed"
          ? { state: "failed", error: "the lamp broke" }
          : done < 0.3
            ? { state: "waiting", position: 0 }
            : done < 1
              ? { state: "working", done }
              : { state: "finished", url: `${origin}/pictures/${id}` }
      return reply(200, state)
    }

    return {
      handle: ({ method, text, url }) => {
        const [, folder, id = ""] = url.pathname.split("/")
        const job = jobs.get(id)
        if (method === "POST" && folder === "jobs") return submit(text)
        if (job === undefined) return Effect.succeed(reply(404, { message: "no such job" }))
        if (method === "DELETE") return Effect.succeed(reply(200, {}))
        if (folder === "jobs") {
          return Effect.map(Clock.currentTimeMillis, (now) =>
            stateOf(id, job.startedAt, url.origin, now)
          )
        }
        return Effect.map(draw({ ...job.submission, detail: 1 }), ({ bytes, mediaType }) => ({
          status: 200,
          headers: { "content-type": mediaType },
          body: bytes
        }))
      }
    }
  })
