/** Models of several providers for tests of policies, which keep what happened to them. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as GeneratedImage from "@easel/core/GeneratedImage"
import { type ImageError, ResponseError } from "@easel/core/ImageError"
import type { ImageEvent } from "@easel/core/ImageEvent"
import type { Definition, Service } from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { ModelInfo, type Takes } from "@easel/core/ModelInfo"
import { type Accepted, type Completed, accepted } from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import { type Options, type TestEvent, makeEmittingModel, makeInfo, pngBytes } from "./TestModel.js"

/** What a model does when it is asked: says these events in turn, or fails, or waits. */
export type Line = TestEvent | ImageError | Effect.Effect<void>

/** A model, with what happened to it. */
export interface Actor {
  readonly model: Service
  /** What it was asked, each time that its provider was reached. */
  readonly asked: ReadonlyArray<ResolvedRequest<Options>>
  /** Jobs that were attached to. */
  readonly attached: ReadonlyArray<string>
  /** Jobs that were cancelled at its service. */
  readonly cancelled: ReadonlyArray<string>
  /** How many of its generations were interrupted. */
  readonly interrupted: () => number
}

export interface Casting {
  readonly name?: string | undefined
  readonly takes?: Partial<Takes> | undefined
  readonly load?: Definition<Options>["load"] | undefined
  /** What it does when it is attached to a job. Default: it can't be. */
  readonly attach?: ReadonlyArray<Line> | undefined
  readonly deadline?: Definition<Options>["deadline"]
}

const isEffect = (line: Line): line is Effect.Effect<void> =>
  Effect.isEffect(line) && !(line instanceof Error)

type Emit = Parameters<Definition<Options>["generate"]>[1]

const perform = (lines: ReadonlyArray<Line>, emit: Emit): Effect.Effect<Completed, ImageError> =>
  Effect.suspend(() => {
    const [line, ...others] = lines
    if (line === undefined) return Effect.never
    if (line instanceof Error) return Effect.fail(line)
    if (isEffect(line)) return Effect.zipRight(line, perform(others, emit))
    if (line._tag === "Completed") return Effect.succeed(line)
    return Effect.zipRight(emit(line), perform(others, emit))
  })

/** A model of a provider. Each time that it is asked it plays the next scene, at last the last one. */
export const actor = (
  provider: string,
  scenes: ReadonlyArray<ReadonlyArray<Line>>,
  { attach, deadline, load, name, takes }: Casting = {}
): Actor => {
  const asked: Array<ResolvedRequest<Options>> = []
  const attached: Array<string> = []
  const cancelled: Array<string> = []
  let interrupted = 0
  const model = makeEmittingModel(
    (request, emit) =>
      Effect.suspend(() => {
        const scene = scenes[asked.push(request) - 1] ?? scenes.at(-1) ?? []
        return Effect.onExit(perform(scene, emit), (exit) =>
          Effect.sync(() => {
            if (Exit.isInterrupted(exit)) interrupted++
          })
        )
      }),
    {
      info: new ModelInfo({ ...makeInfo(takes, name ?? `${provider}-1`), provider }),
      cancel: (jobId) => Effect.sync(() => void cancelled.push(jobId)),
      attach:
        attach &&
        ((jobId, _request, emit) =>
          Effect.suspend(() => {
            attached.push(jobId)
            return perform(attach, emit)
          })),
      deadline,
      ...(load === undefined ? {} : { load })
    }
  )
  return { model, asked, attached, cancelled, interrupted: () => interrupted }
}

/** A picture that is no other one's. */
export const ownPicture = () => GeneratedImage.fromBytes(pngBytes)

export const took = (jobId: string): Accepted => accepted(jobId)

export const refusal = (
  reason: ResponseError["reason"],
  rest: Partial<ConstructorParameters<typeof ResponseError>[0]> = {}
): ResponseError => ResponseError.of({ message: reason, ...rest, reason })

export const busy = refusal("Overloaded")

export const cat: Input = { prompt: "cat" }

/** A generation, with the events that its listener heard. */
export const listenTo = (model: Service, request: Input = cat) => {
  const events: Array<ImageEvent> = []
  const generation = model
    .generate(request, (event) => Effect.sync(() => void events.push(event)))
    .pipe(Effect.tap((response) => Effect.sync(() => events.push(response))))
  return { events, generation }
}

/** The events in short: `"from > to: cause"` for a restart, else the tag. */
export const inShort = (events: ReadonlyArray<ImageEvent>): ReadonlyArray<string> =>
  events.map((event) =>
    event._tag === "Restarted" ? `${event.from} > ${event.to}: ${event.cause.message}` : event._tag
  )
