/** A stand-in for the service: a function from requests to replies, strict about what it takes. */
import type { Fake } from "@easel/core"
import { Duration, Effect, Encoding, Schema, Stream } from "effect"
import { type events, Submission } from "../wire.js"

/** What can go wrong on this wire, by name. */
export const faults = { "job-failed": "Every job fails once it has begun" }

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string) => ({ EASEL_MAGIC_LANTERN_BASE_URL: baseUrl })

const refuse = (status: number, message: string): Fake.FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ message })
})

type Events = typeof events

const event = <Name extends keyof Events>(name: Name, data: Events[Name]["Type"]) =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

const steps = 4

/** Answers with events that are spread over the latency. */
export const make = ({ draw, fault, latency }: Fake.FakeOptions) =>
  Effect.sync((): Fake.FakeService => {
    let jobs = 0
    const pause = Effect.sleep(Duration.times(latency, 1 / steps))

    const picture = (submission: typeof Submission.Type, detail: number) =>
      Effect.map(draw({ ...submission, detail }), ({ bytes }) => Encoding.encodeBase64(bytes))

    const begin = () =>
      event("accepted", { id: `job-${++jobs}` }) + event("queued", { position: 0 })

    const work = (submission: typeof Submission.Type) =>
      Stream.mapEffect(Stream.range(1, steps), (step) =>
        Effect.gen(function* () {
          yield* pause
          const progress = event("step", { step, total: steps })
          const image = yield* picture(submission, step / steps)
          if (fault === "job-failed") return event("failed", { error: "the lamp broke" })
          if (step < steps) return progress + event("preview", { image })
          return progress + event("finished", { image, seed: submission.seed })
        })
      )

    const answer = (text: string) =>
      Schema.decode(Schema.parseJson(Submission))(text).pipe(
        Effect.match({
          onFailure: ({ message }) => refuse(400, message),
          onSuccess: (submission): Fake.FakeReply => ({
            status: 200,
            headers: { "content-type": "text/event-stream" },
            body: Stream.concat(Stream.sync(begin), work(submission))
          })
        })
      )

    return {
      handle: ({ method, text, url }) =>
        method === "POST" && url.pathname === "/generate"
          ? answer(text)
          : Effect.succeed(refuse(404, "no such address"))
    }
  })
