/** Tells what happens: lines of JSON, or paths on stdout and a live display on stderr. */
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type {
  ImageEvent,
  ImagePreview,
  ImageResponse,
  Restarted,
  Warning
} from "@easel/core/ImageEvent"
import type { ImageSize } from "@easel/core/ImageSize"
import type { Service } from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import * as LiveDisplay from "../terminal/LiveDisplay.js"
import { preview } from "../terminal/preview.js"
import { readable } from "../terminal/readable.js"
import * as Status from "../terminal/Status.js"
import * as Style from "../terminal/Style.js"
import * as TerminalSettings from "../terminal/TerminalSettings.js"

export interface Options {
  readonly json: boolean
  readonly quiet: boolean
  readonly noPreview: boolean
  /** Calls of the model; with more than one, lines of JSON carry `n`. */
  readonly calls: number
}

export interface Report {
  /** For the person; not when it is to be quiet. */
  readonly note: (text: string) => Effect.Effect<void>
  /** Lines that must be seen. */
  readonly alert: (lines: ReadonlyArray<string>) => Effect.Effect<void>
  readonly started: (n: number, label: string) => Effect.Effect<void>
  readonly event: (
    n: number,
    event: ImageEvent,
    model: Service,
    size: ImageSize
  ) => Effect.Effect<void>
  /** One picture is on the disk. */
  readonly saved: (
    path: string | undefined,
    asset: ImageAsset,
    size: ImageSize
  ) => Effect.Effect<void>
  /** All pictures of a response are saved. */
  readonly done: (
    n: number,
    response: ImageResponse,
    saved: ReadonlyArray<jsonLine.Saved>
  ) => Effect.Effect<void>
  /** Nothing more comes from this call. */
  readonly ended: (n: number) => Effect.Effect<void>
}

/** Ids of pictures in Kitty's protocol are shared by all programs of a terminal. */
let pictureId = 1 + Math.floor(Math.random() * 0x7fff_0000)

const betweenPreviews = "250 millis"

const openDisplay = (
  options: Options
): Effect.Effect<LiveDisplay.LiveDisplay | undefined, never, Scope.Scope> =>
  !options.quiet && TerminalSettings.current().live ? LiveDisplay.make : Effect.succeed(undefined)

/** Such as `sketch · seed 7 · 0.4 s`. */
const summary = ({ receipt }: ImageResponse): string => {
  const { finished, submitted } = receipt.timings
  return [
    receipt.provider,
    receipt.seed === "unknown" ? "seed unknown" : `seed ${receipt.seed}`,
    Status.seconds(finished.getTime() - submitted.getTime())
  ].join(" · ")
}

/** A report for one run; the display goes with the scope. */
export const make = (options: Options): Effect.Effect<Report, never, Scope.Scope> =>
  Effect.gen(function* () {
    const display = yield* openDisplay(options)
    const previewing = yield* FiberHandle.make<void, ImageError>()
    const previewId = pictureId++
    const warned = new Set<string>()

    const print = (write: Effect.Effect<void>) =>
      Effect.suspend(() => {
        display?.clear()
        return write
      })
    const result = (line: string) =>
      process.stdout.isTTY ? print(Output.result(line)) : Output.result(line)
    const note = (text: string) => (options.quiet ? Effect.void : print(Output.note(text)))
    const emit = (n: number, value: object) =>
      options.json
        ? result(jsonLine.format(options.calls > 1 ? { ...value, n } : value))
        : Effect.void

    const shows = display !== undefined && !options.noPreview
    const inline = (asset: ImageAsset, size: ImageSize, id: number) =>
      shows ? preview(asset, size, TerminalSettings.current(), id) : Effect.succeedNone
    /** Fetched and decoded aside; what comes meanwhile, or sooner than eyes can follow, is dropped. */
    const showPreview = (event: ImagePreview, model: Service, size: ImageSize) =>
      model.load(event.image).pipe(
        Effect.flatMap((asset) => inline(asset, size, previewId)),
        Effect.map(Option.map((image) => display?.show(image))),
        Effect.catchAll((error) => Effect.logDebug("no preview", error)),
        Effect.zipRight(Effect.sleep(betweenPreviews)),
        FiberHandle.run(previewing, { onlyIfMissing: true }),
        Effect.asVoid
      )

    /** Once, however many calls it concerns. */
    const warn = ({ message }: Warning) =>
      Effect.suspend(() => {
        if (warned.has(message)) return Effect.void
        warned.add(message)
        return note(`${Style.yellow("warning:")} ${readable(message)}`)
      })

    const tellRestart = ({ cause, from, to }: Restarted) =>
      note(
        `${Style.yellow("failed:")} ${readable(`${from}: ${cause.message}`)}\n  again with ${readable(to)}`
      )

    const update = (n: number, event: ImageEvent) =>
      Effect.sync(() => {
        const status = display?.get(n)
        if (status !== undefined) display?.set(n, Status.update(status, event))
        if (event._tag === "Restarted") display?.show(undefined)
      })

    return {
      note,
      alert: (lines) => print(Effect.forEach(lines, Output.note, { discard: true })),
      started: (n, label) => Effect.sync(() => display?.set(n, Status.start(label, Date.now()))),
      event: (n, event, model, size) =>
        Effect.gen(function* () {
          // A preview that is still fetched belongs to what is over.
          if (event._tag === "ImageResponse" || event._tag === "Restarted") {
            yield* FiberHandle.clear(previewing)
          }
          yield* update(n, event)
          if (event._tag === "ImageResponse") return
          yield* emit(n, jsonLine.event(event))
          if (event._tag === "Warning") yield* warn(event)
          if (event._tag === "Restarted") yield* tellRestart(event)
          if (event._tag === "ImagePreview" && shows && options.calls === 1) {
            yield* showPreview(event, model, size)
          }
        }),
      saved: (path, asset, size) =>
        Effect.gen(function* () {
          const image = yield* inline(asset, size, pictureId++)
          if (Option.isSome(image)) display?.keep(image.value)
          if (path !== undefined && !options.json) {
            yield* result(path)
          }
        }),
      done: (n, response, saved) =>
        Effect.zipRight(
          emit(n, jsonLine.response(response, saved)),
          display === undefined ? Effect.void : note(Style.dim(summary(response)))
        ),
      ended: (n) => Effect.sync(() => display?.remove(n))
    }
  })
