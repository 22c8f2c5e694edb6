/** A stand-in for the service: a function from requests to replies, strict about what it takes. */
import type { Fake } from "@easel/core"
import { Effect, Encoding, Schema } from "effect"
import { type Answer, Submission } from "../wire.js"

/** What can go wrong on this wire, by name. */
export const faults = { moderated: "Every prompt is refused" }

/** The variables that point Easel at the stand-in. */
export const environment = (baseUrl: string) => ({ EASEL_MAGIC_LANTERN_BASE_URL: baseUrl })

const json = (status: number, body: unknown): Fake.FakeReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** Answers after the latency. */
export const make = ({ draw, fault, latency }: Fake.FakeOptions) => {
  const answer = (text: string) =>
    Effect.gen(function* () {
      const submission = yield* Schema.decode(Schema.parseJson(Submission))(text)
      if (fault === "moderated") return json(400, { message: "refused by the content policy" })
      yield* Effect.sleep(latency)
      const { bytes } = yield* draw({ ...submission, detail: 1 })
      const body: typeof Answer.Type = {
        image: Encoding.encodeBase64(bytes),
        seed: submission.seed
      }
      return json(200, body)
    }).pipe(Effect.catchTag("ParseError", ({ message }) => Effect.succeed(json(400, { message }))))

  return Effect.succeed<Fake.FakeService>({
    handle: ({ method, text, url }) =>
      method === "POST" && url.pathname === "/images"
        ? answer(text)
        : Effect.succeed(json(404, { message: "no such address" }))
  })
}
