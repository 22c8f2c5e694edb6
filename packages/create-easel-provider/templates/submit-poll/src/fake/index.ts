/** A stand-in for the service: a function from requests to replies, strict about what it takes. */
import type { Fake } from "@easel/core"
import { Clock, Duration, Effect, Schema } from "effect"
import { type JobState, Submission, type Submitted } from "../wire.js"

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

interface Job {
  readonly submission: typeof Submission.Type
  readonly startedAt: number
  /** How often somebody asked about it. */
  asked: number
}

/**
 * Takes jobs and serves their pictures. Whoever asks about a job hears that it waits, then how it
 * progresses over the latency.
 */
export const make = ({ draw, fault, latency }: Fake.FakeOptions) =>
  Effect.sync((): Fake.FakeService => {
    const jobs = new Map<string, Job>()

    const submit = (text: string) =>
      Effect.gen(function* () {
        const submission = yield* Schema.decode(Schema.parseJson(Submission))(text)
        const body: typeof Submitted.Type = { id: `job-${jobs.size + 1}` }
        jobs.set(body.id, { submission, startedAt: yield* Clock.currentTimeMillis, asked: 0 })
        return reply(202, body)
      }).pipe(
        Effect.catchTag("ParseError", ({ message }) => Effect.succeed(reply(400, { message })))
      )

    const stateOf = (id: string, job: Job, origin: string, now: number): typeof JobState.Type => {
      if (fault === "job-failed") return { state: "failed", error: "the lamp broke" }
      job.asked++
      if (job.asked === 1) return { state: "waiting", position: 0 }
      const done = Math.min(1, (now - job.startedAt) / Math.max(1, Duration.toMillis(latency)))
      if (job.asked === 2 || done < 1) return { state: "working", done }
      return { state: "finished", url: `${origin}/pictures/${id}` }
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
            reply(200, stateOf(id, job, url.origin, now))
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
