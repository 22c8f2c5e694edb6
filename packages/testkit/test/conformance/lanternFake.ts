import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { FakeReply, FakeService, PluginFake } from "@easel/core/Fake"

const Submission = Schema.parseJson(
  Schema.Struct({
    prompt: Schema.NonEmptyString,
    negative: Schema.String,
    width: Schema.Int,
    height: Schema.Int,
    seed: Schema.Int
  })
)

interface Job {
  readonly submission: typeof Submission.Type
  readonly startedAt: number
}

const json = (status: number, body: unknown): FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** Takes jobs, lets them wait and progress over the latency, and serves their pictures. */
const make: PluginFake["make"] = ({ draw, fault, latency }) =>
  Effect.sync((): FakeService => {
    const jobs = new Map<string, Job>()

    const submit = (text: string) =>
      Effect.gen(function* () {
        const startedAt = yield* Clock.currentTimeMillis
        const submission = yield* Schema.decode(Submission)(text)
        const id = `job-${jobs.size + 1}`
        jobs.set(id, { submission, startedAt })
        return json(202, { id })
      }).pipe(
        Effect.catchTag("ParseError", ({ message }) => Effect.succeed(json(400, { message })))
      )

    const state = (id: string, origin: string) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const job = jobs.get(id)
        if (job === undefined) return json(404, { message: "no such job" })
        if (fault === "job-failed") return json(200, { state: "failed", error: "the lamp broke" })
        const done = (now - job.startedAt) / Math.max(1, Duration.toMillis(latency))
        if (done < 0.3) return json(200, { state: "waiting", position: 0 })
        if (done < 1) return json(200, { state: "working", done })
        return json(200, { state: "finished", url: `${origin}/pictures/${id}` })
      })

    const picture = (id: string) => {
      const job = jobs.get(id)
      if (job === undefined) return Effect.succeed(json(404, { message: "no such picture" }))
      return Effect.map(
        draw({ ...job.submission, detail: 1 }),
        ({ bytes, mediaType }): FakeReply => ({
          status: 200,
          headers: { "content-type": mediaType },
          body: bytes
        })
      )
    }

    return {
      handle: ({ method, text, url }) => {
        const [, folder, id = ""] = url.pathname.split("/")
        if (folder === "hang") return Effect.never
        if (method === "POST" && folder === "jobs") return submit(text)
        if (method === "DELETE" && folder === "jobs") return Effect.succeed(json(200, {}))
        if (folder === "jobs") return state(id, url.origin)
        return folder === "pictures" ? picture(id) : Effect.succeed(json(404, {}))
      }
    }
  })

export const fake: PluginFake = {
  faults: { "job-failed": "every job fails" },
  make,
  environment: (baseUrl) => ({ LANTERN_BASE_URL: baseUrl })
}
