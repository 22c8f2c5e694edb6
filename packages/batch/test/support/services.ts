/** Two stand-ins that outlive the workers, and count what is submitted to them. */
import type { FakeRequest, FakeService } from "@easel/core/Fake"
import * as ImageLabsFake from "@easel/provider-imagelabs/fake/ImageLabsFake"
import * as OpenAiFake from "@easel/provider-openai/fake/OpenAiFake"
import { type Fault, FakeServer, TestPicture } from "@easel/testkit"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const Submission = Schema.parseJson(Schema.Struct({ prompt: Schema.String }))
const promptOf = Schema.decodeUnknownSync(Submission)

const isSubmission = ({ method, url }: FakeRequest): boolean =>
  method === "POST" && (url.pathname === "/txt2img" || url.pathname.endsWith("/generations"))

/** One job as a stand-in heard of it. */
export interface Heard {
  readonly prompt: string
  readonly at: number
}

const counting = (service: FakeService, heard: Array<Heard>): FakeService => ({
  handle: (request) =>
    Effect.suspend(() => {
      if (isSubmission(request)) {
        heard.push({ prompt: promptOf(request.text).prompt, at: performance.now() })
      }
      return service.handle(request)
    })
})

export interface ServiceOptions {
  /** How long a picture takes. */
  readonly latency: Duration.DurationInput
  readonly fault?: string
  readonly faults?: ReadonlyArray<Fault.Fault>
}

/** `imagelabs` names a job that can be attached to; `openai` answers one call with the picture. */
export const services = ({ fault, faults = [], latency }: ServiceOptions) =>
  Effect.gen(function* () {
    const heard: Array<Heard> = []
    const options = { draw: TestPicture.draw, latency: Duration.decode(latency), fault }
    const imagelabs = yield* FakeServer.start(counting(yield* ImageLabsFake.make(options), heard), {
      faults
    })
    const openai = yield* FakeServer.start(
      counting(yield* OpenAiFake.make({ ...options, fault: undefined }), heard)
    )
    /** How often each prompt was submitted. */
    const submissions = (): ReadonlyMap<string, number> => {
      const counts = new Map<string, number>()
      for (const { prompt } of heard) counts.set(prompt, (counts.get(prompt) ?? 0) + 1)
      return counts
    }
    return { imagelabs, openai, heard, submissions }
  })

export type Services = Effect.Effect.Success<ReturnType<typeof services>>
