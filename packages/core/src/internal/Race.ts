import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import { type ImageError, isRefusal } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import type { OnEvent } from "../ImageModel.js"
import type { Input } from "../ImageRequest.js"
import type { Run } from "./Attempt.js"
import type { Composition } from "./Composition.js"
import { keptUntil } from "./Keeping.js"
import { Runner, Stage } from "./Stage.js"
import { sumOfCauses } from "./sumOfCauses.js"

export interface RaceOptions {
  readonly composition: Composition
  readonly request: Input
  readonly listener: OnEvent
  /** The call of the policy that this race is. */
  readonly run: Run
  /** How long a model may show nothing before the next one is started. */
  readonly after: Duration.Duration
  /** After which failures the next one is started. */
  readonly when: (error: ImageError) => boolean
}

type Message =
  | {
      readonly _tag: "Ended"
      readonly runner: Runner
      readonly exit: Exit.Exit<ImageResponse, ImageError>
    }
  /** The time of a start, counted from 1, is up. */
  | { readonly _tag: "Late"; readonly start: number }

/** Runs models of a composition until the first response. */
export const race = (options: RaceOptions): Effect.Effect<ImageResponse, ImageError> =>
  Effect.scoped(
    Effect.zipWith(FiberSet.make<void>(), Queue.unbounded<Message>(), (fibers, messages) =>
      new Race(options, fibers, messages).start()
    ).pipe(Effect.flatten)
  )

class Race {
  private readonly first: Runner
  private readonly stage: Stage
  private readonly running: Array<Runner> = []
  private readonly causes: Array<ImageError> = []
  private waiting: ReadonlyArray<RaceOptions["composition"]["first"]>
  private starts = 0
  /** There is a result: what still runs is given up by the race, not by the caller. */
  private isOver = false

  constructor(
    private readonly options: RaceOptions,
    private readonly fibers: FiberSet.FiberSet<void>,
    private readonly messages: Queue.Queue<Message>
  ) {
    const { after, composition, listener } = options
    this.first = new Runner(composition.first)
    this.waiting = composition.others
    this.stage = new Stage(this.first, listener, after)
  }

  start(): Effect.Effect<ImageResponse, ImageError> {
    return Effect.zipRight(this.launch(this.first), this.follow)
  }

  /** Handles what happens, one thing after the other, until there is a result. */
  private readonly follow: Effect.Effect<ImageResponse, ImageError> = Effect.suspend(() =>
    Effect.flatMap(Queue.take(this.messages), (message) => {
      if (message._tag === "Late") return Effect.zipRight(this.late(message.start), this.follow)
      const { exit, runner } = message
      if (Exit.isFailure(exit)) return this.failed(runner, exit.cause)
      this.isOver = true
      return Effect.as(this.stage.crown(runner), exit.value)
    })
  )

  private late(start: number): Effect.Effect<void> {
    return start !== this.starts || this.running.some(({ previewed }) => previewed)
      ? Effect.void
      : this.launchNext()
  }

  private failed(
    runner: Runner,
    cause: Cause.Cause<ImageError>
  ): Effect.Effect<ImageResponse, ImageError> {
    const failure = Cause.failureOption(cause)
    // Only a failure is a reason to go on: a defect or an interruption ends it all.
    if (Option.isNone(failure)) {
      this.isOver = true
      return Effect.failCause(cause)
    }
    const error = failure.value
    runner.failure = error
    this.running.splice(this.running.indexOf(runner), 1)
    this.causes.push(error)
    if (!isRefusal(error) && !this.options.when(error)) this.waiting = []
    const isShown = this.running.some(({ previewed }) => previewed)
    return Effect.zipRight(
      isShown ? Effect.void : this.launchNext(),
      Effect.suspend(() => {
        const heir = this.running.find(({ previewed }) => previewed) ?? this.running[0]
        if (heir !== undefined)
          return Effect.zipRight(this.stage.inherit(runner, heir), this.follow)
        const [first = error, ...others] = this.causes
        return Effect.fail(sumOfCauses([first, ...others]))
      })
    )
  }

  /** Starts the next model that can do the request, if there is one. */
  private launchNext(): Effect.Effect<void> {
    const [model, ...others] = this.waiting
    if (model === undefined) return Effect.void
    this.waiting = others
    const { composition, request } = this.options
    return Effect.matchEffect(model.resolve(composition.requestFor(model, request)), {
      onFailure: (refusal) => {
        this.causes.push(refusal)
        return this.launchNext()
      },
      onSuccess: () => this.launch(new Runner(model))
    })
  }

  private launch(runner: Runner): Effect.Effect<void> {
    const { after, composition, request, run } = this.options
    const start = ++this.starts
    this.running.push(runner)
    const generation = composition.ask(runner.model, request, (event) =>
      this.stage.hear(runner, event)
    )
    const report = keptUntil(run.attempt(generation), () => this.isOver).pipe(
      Effect.exit,
      Effect.flatMap((exit) => this.tell({ _tag: "Ended", runner, exit }))
    )
    const clock = Effect.zipRight(Effect.sleep(after), this.tell({ _tag: "Late", start }))
    return Effect.zipRight(
      this.fork(report),
      this.waiting.length === 0 ? Effect.void : this.fork(clock)
    )
  }

  private tell(message: Message): Effect.Effect<void> {
    return Effect.asVoid(Queue.offer(this.messages, message))
  }

  /** Into the race's scope, without a moment in which an interruption could lose the fiber. */
  private fork(effect: Effect.Effect<void>): Effect.Effect<void> {
    return Effect.asVoid(
      Effect.uninterruptible(FiberSet.run(this.fibers, Effect.interruptible(effect)))
    )
  }
}
