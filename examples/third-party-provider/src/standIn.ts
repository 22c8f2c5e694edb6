/** A darkroom of paper: takes exposures, develops them over the latency, prints by rule. */
import type { Fake } from "@easel/core"
import { Duration, Effect, Schema, Stream } from "effect"
import { Exposure, Progress } from "./wire.js"

export const faults = { light: "Somebody opens the door, and every negative is spoiled" }

export const environment = (baseUrl: string) => ({ EASEL_DARKROOM_BASE_URL: baseUrl })

const answer = (status: number, type: string, body: Fake.FakeReply["body"]): Fake.FakeReply => ({
  status,
  headers: { "content-type": type },
  body
})
const json = (status: number, body: unknown) =>
  answer(status, "application/json", JSON.stringify(body))

export const make = ({ draw, fault, latency }: Fake.FakeOptions) =>
  Effect.sync((): Fake.FakeService => {
    const negatives: Array<typeof Exposure.Type & { readonly grain: number }> = []

    const expose = (text: string) =>
      Effect.match(Schema.decode(Schema.parseJson(Exposure))(text), {
        onFailure: ({ message }) => json(400, { message }),
        onSuccess: (exposure) => {
          const count = negatives.push({ ...exposure, grain: exposure.grain ?? negatives.length })
          return json(201, { negative: String(count - 1) })
        }
      })

    const develop = (id: string, { grain, passes }: (typeof negatives)[number]) => {
      const pause = Duration.times(latency, 1 / passes)
      const steps: ReadonlyArray<typeof Progress.Type> = [
        { is: "waiting", ahead: 0 },
        ...Array.from({ length: passes }, (_, pass) => ({
          is: "developing" as const,
          pass: pass + 1,
          of: passes
        })),
        fault === "light"
          ? { is: "spoiled", why: "there was light" }
          : { is: "printed", print: `/prints/${id}.png`, grain }
      ]
      return Stream.mapEffect(Stream.fromIterable(steps), (step) =>
        Schema.encode(Progress)(step).pipe(
          Effect.orDie,
          Effect.map((data) => `data: ${data}\n\n`),
          Effect.delay(step.is === "developing" ? pause : 0)
        )
      )
    }

    return {
      handle: ({ method, text, url }) =>
        Effect.gen(function* () {
          const [, folder, id = ""] = /^\/(negatives|prints)\/(\d+)/.exec(url.pathname) ?? []
          if (method === "POST" && url.pathname === "/negatives") return yield* expose(text)
          const negative = negatives[Number(id)]
          if (folder === undefined || negative === undefined) return json(404, {})
          if (method === "DELETE") return json(200, {})
          if (folder === "negatives") return answer(200, "text/event-stream", develop(id, negative))
          const { grain: seed, prompt, size } = negative
          const { bytes, mediaType } = yield* draw({ prompt, seed, ...size, detail: 1 })
          return answer(200, mediaType, bytes)
        })
    }
  })
