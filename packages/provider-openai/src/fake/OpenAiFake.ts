/**
 * A stand-in for a host of the OpenAI Images API: generations and edits, as JSON or as a stream with
 * previews. It refuses what the host does not know.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import type { FakeOptions, FakeReply, FakeRequest, FakeService, PluginFake } from "@easel/core/Fake"
import { openai, type OpenAiHost } from "../OpenAiHost.js"
import { type Behaviour, behaviours, named, type WireEvent } from "./faults.js"
import { json, readSubmission, refusal, type Submission } from "./submission.js"

/** Faults of this wire by name. */
export const faults: PluginFake["faults"] = Object.fromEntries(
  Object.entries(behaviours).map(([name, { about }]) => [name, about])
)

/** The variables that point Easel at the stand-in. */
export const environment: PluginFake["environment"] = (baseUrl) => ({
  EASEL_OPENAI_BASE_URL: `${baseUrl}/v1`
})

const find = (name: string | undefined): Behaviour =>
  Object.entries(behaviours).find(([fault]) => fault === name)?.[1] ?? { about: "" }

const usage = {
  input_tokens: 50,
  input_tokens_details: { text_tokens: 40, image_tokens: 10 },
  output_tokens: 4160,
  total_tokens: 4210
}

const route = /^\/v1\/images\/(generation|edit)s$/

const start = (host: OpenAiHost, options: FakeOptions): FakeService => {
  const behaviour = find(options.fault)
  const files = new Map<string, Uint8Array>()

  const draw = ({ height, prompt, width }: Submission, seed: number, detail: number) =>
    options.draw({ prompt, seed, width, height, detail })

  /** Where the host tells the seed. */
  const told = (seed: number) => (host.tellsSeed === true ? { seed } : {})

  const entry = (submission: Submission, seed: number, request: FakeRequest) =>
    Effect.map(draw(submission, seed, 1), ({ bytes }) => {
      const path = `/files/${files.size}.png`
      files.set(path, bytes)
      const base64 = Encoding.encodeBase64(bytes)
      const address = new URL(path, request.url).href
      return (
        behaviour.entry?.(base64, address) ?? {
          b64_json: base64,
          revised_prompt: `${submission.prompt}, revised`,
          ...told(seed)
        }
      )
    })

  const seedsOf = ({ count, seed }: Submission) =>
    Effect.map(
      seed === undefined ? Random.nextIntBetween(0, 2 ** 31) : Effect.succeed(seed),
      (first) =>
        Array.from(
          { length: Math.max(0, count - (behaviour.missing ?? 0)) },
          (_, index) => first + index
        )
    )

  const asJson = (submission: Submission, request: FakeRequest) =>
    Effect.gen(function* () {
      yield* Effect.sleep(options.latency)
      const data = yield* Effect.forEach(yield* seedsOf(submission), (seed) =>
        entry(submission, seed, request)
      )
      const id = behaviour.requestId === false ? { "x-request-id": undefined } : {}
      return json(200, { created: 1, data, ...(host === openai ? { usage } : {}) }, id)
    })

  const asEvents = (
    submission: Submission,
    kind: string,
    seeds: ReadonlyArray<number>
  ): FakeReply => {
    const { previews } = submission
    const step = Duration.times(options.latency, 1 / (previews + 1))
    const event = (seed: number, index: number): Effect.Effect<WireEvent> =>
      Effect.map(draw(submission, seed, (index + 1) / (previews + 1)), ({ bytes }) => ({
        type: `image_${kind}.${index < previews ? "partial_image" : "completed"}`,
        b64_json: Encoding.encodeBase64(bytes),
        created_at: 1,
        ...(index < previews ? { partial_image_index: index } : { usage, ...told(seed) })
      })).pipe(Effect.delay(step))
    const progress = (index: number): Stream.Stream<WireEvent> =>
      host.gives === undefined
        ? Stream.empty
        : Stream.make({ type: "easel.progress", fraction: index / (previews + 1) })
    const events = Stream.flatMap(Stream.fromIterable(seeds), (seed) =>
      Stream.flatMap(Stream.range(0, previews), (index) =>
        Stream.concat(progress(index), Stream.fromEffect(event(seed, index)))
      )
    )
    const body = Stream.map(behaviour.events?.(events) ?? events, behaviour.write ?? named)
    return {
      status: 200,
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        ...(behaviour.requestId === false ? {} : { "x-request-id": "req_stand_in" })
      },
      body
    }
  }

  const answer = (request: FakeRequest, kind: string): Effect.Effect<FakeReply> =>
    Either.match(readSubmission(host, request), {
      onLeft: Effect.succeed,
      onRight: (submission) => {
        if (behaviour.reply !== undefined) return Effect.succeed(behaviour.reply)
        return host.streams && submission.previews > 0 && behaviour.ignoresStream !== true
          ? Effect.map(seedsOf(submission), (seeds) => asEvents(submission, kind, seeds))
          : asJson(submission, request)
      }
    })

  return {
    handle: (request) => {
      const { pathname } = request.url
      const kind = route.exec(pathname)?.[1]
      const file = files.get(pathname)
      if (request.method === "POST" && kind !== undefined) return answer(request, kind)
      return Effect.succeed(
        file === undefined
          ? refusal(404, `Invalid URL (${request.method} ${pathname})`)
          : { status: 200, headers: { "content-type": "image/png" }, body: file }
      )
    }
  }
}

/** The stand-in of one kind of host. */
export const of = (host: OpenAiHost): PluginFake => ({
  faults,
  environment,
  make: (options) => Effect.sync(() => start(host, options))
})

/** The stand-in of OpenAI. */
export const make: PluginFake["make"] = of(openai).make
