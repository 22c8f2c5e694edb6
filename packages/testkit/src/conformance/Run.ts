import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { FakeRequest } from "@easel/core/Fake"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import type { ImageRequest, Input } from "@easel/core/ImageRequest"
import * as ImageSize from "@easel/core/ImageSize"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { fail } from "./Definition.js"
import * as notedPicture from "./notedPicture.js"
import type { Rig } from "./Rig.js"

/** What a request of the kit may say beside its prompt. */
export type Fields = Partial<typeof ImageRequest.Type>

/** One generation, as its caller saw it. */
export interface Run {
  /** A word of its prompt that no other prompt has. */
  readonly word: string
  readonly prompt: string
  /** Everything that was heard, the response last. */
  readonly events: ReadonlyArray<ImageEvent>
  readonly exit: Exit.Exit<ImageResponse, ImageError>
}

let words = 0

/** A prompt with a word that no other prompt of this process has. */
export const newPrompt = ({
  subject
}: Bench): { readonly prompt: string; readonly word: string } => {
  const word = `easelkit${++words}z`
  return { word, prompt: `${subject.request?.prompt ?? "A lighthouse"} ${word}` }
}

const wordPattern = /easelkit\d+z/

const textOf = ({ text, url }: FakeRequest): string => `${url.pathname}${url.search} ${text}`

/** The request that hands in a job: the one with the prompt. */
export const isSubmission = (request: FakeRequest): boolean => wordPattern.test(textOf(request))

/** Requests that hand in the job of this run. */
export const submissionsOf = <A extends FakeRequest>(
  requests: ReadonlyArray<A>,
  { word }: Pick<Run, "word">
): ReadonlyArray<A> => requests.filter((request) => textOf(request).includes(word))

/** The smallest picture, unless the subject asks for a size. */
const sizeOf = ({ info, subject }: Bench): Fields => {
  const { aspectRatio, height, width } = subject.request ?? {}
  if ((aspectRatio ?? height ?? width) !== undefined) return {}
  return ImageSize.nearest(info.takes.size, { width: 1, height: 1 })
}

/** The request for a run: what the subject asks for, then these fields. */
export const requestOf = (bench: Bench, prompt: string, fields: Fields = {}): Input => ({
  ...sizeOf(bench),
  ...bench.subject.request,
  messages: undefined,
  prompt,
  ...fields
})

/** Makes a picture through `generate`, and keeps what is heard. */
export const generate = (
  bench: Bench,
  rig: Rig,
  fields: Fields = {},
  onEvent: OnEvent = () => Effect.void
): Effect.Effect<Run> =>
  Effect.suspend(() => {
    const { prompt, word } = newPrompt(bench)
    const events: Array<ImageEvent> = []
    const listen: OnEvent = (event) => {
      events.push(event)
      return onEvent(event)
    }
    return rig.model.generate(requestOf(bench, prompt, fields), listen).pipe(
      Effect.tap((response) => Effect.sync(() => events.push(response))),
      rig.inside,
      Effect.exit,
      Effect.map((exit) => ({ word, prompt, events, exit }))
    )
  })

/** The same through `stream`. */
export const stream = (bench: Bench, rig: Rig, fields: Fields = {}): Effect.Effect<Run> =>
  Effect.suspend(() => {
    const { prompt, word } = newPrompt(bench)
    const events: Array<ImageEvent> = []
    return rig.model.stream(requestOf(bench, prompt, fields)).pipe(
      Stream.runForEach((event) => Effect.sync(() => events.push(event))),
      rig.inside,
      Effect.exit,
      Effect.map((exit) => ({
        word,
        prompt,
        events,
        exit: Exit.flatMap(exit, () => lastResponse(events))
      }))
    )
  })

const lastResponse = (events: ReadonlyArray<ImageEvent>): Exit.Exit<ImageResponse, ImageError> => {
  const last = events.at(-1)
  return last?._tag === "ImageResponse"
    ? Exit.succeed(last)
    : Exit.die(new Error("the stream ended without an ImageResponse"))
}

/** So many lines of a cause say where it comes from. */
const causeLines = 6

/** The beginning of a cause as it is printed. */
export const brief = (cause: Cause.Cause<unknown>): string =>
  Cause.pretty(cause).split("\n").slice(0, causeLines).join("\n")

/** What `errorOf` says of a success. */
export const success = "a success"

/** The typed error of an exit, or what else it is, in words. */
export const errorOf = <A>(exit: Exit.Exit<A, ImageError>): Either.Either<ImageError, string> =>
  Exit.match(exit, {
    onSuccess: () => Either.left(success),
    onFailure: (cause) =>
      Cause.isFailType(cause)
        ? Either.right(cause.error)
        : Either.left(`no typed error: ${brief(cause)}`)
  })

/** The response of a run that must go well. */
export const responseOf = ({ exit }: Run): Effect.Effect<ImageResponse, Failed> =>
  Exit.match(exit, {
    onSuccess: (response) => Effect.succeed(response),
    onFailure: (cause) => fail(`a run without a fault failed: ${brief(cause)}`)
  })

/** What the fetching of a picture ended with. */
export type Loaded = Exit.Exit<ImageAsset, ImageError>

/** Fetches the first picture of a response. */
export const load = (rig: Rig, { images: [image] }: ImageResponse): Effect.Effect<Loaded> =>
  Effect.suspend(() => {
    rig.loading = true
    return Effect.exit(rig.inside(rig.model.load(image)))
  }).pipe(
    Effect.tap(() =>
      Effect.sync(() => {
        rig.loading = false
      })
    )
  )

/** The picture of a response that must be there. */
export const loaded = (rig: Rig, response: ImageResponse): Effect.Effect<ImageAsset, Failed> =>
  Effect.flatMap(
    load(rig, response),
    Exit.match({
      onSuccess: (asset) => Effect.succeed(asset),
      onFailure: (cause) => fail(`the picture could not be loaded: ${brief(cause)}`)
    })
  )

/** True when a run made its own picture: the one that the stand-in drew for its prompt. */
export const madeItsPicture = (
  rig: Rig,
  { exit, word }: Pick<Run, "exit" | "word">
): Effect.Effect<boolean> =>
  Exit.match(exit, {
    onFailure: () => Effect.succeed(false),
    onSuccess: (response) =>
      Effect.map(
        load(rig, response),
        Exit.match({
          onFailure: () => false,
          onSuccess: ({ bytes }) => notedPicture.read(bytes)?.prompt.includes(word) ?? false
        })
      )
  })
