import * as Effect from "effect/Effect"
import type * as Duration from "effect/Duration"
import { GenerationTimeout, type ImageError } from "../ImageError.js"
import { ImagePreview, type ImageEvent, type ImageResponse, type Warning } from "../ImageEvent.js"
import type { OnEvent, Service } from "../ImageModel.js"
import { announce } from "./announce.js"

type Event = Exclude<ImageEvent, ImageResponse>

/** A model in a race. */
export class Runner {
  /** It has shown a preview, heard or not. */
  previewed = false
  failure: ImageError | undefined
  /** Held back while another model is heard. */
  readonly warnings: Array<Warning> = []

  constructor(readonly model: Service) {}
}

/**
 * Lets the listener hear one of several running models, the leader, so that the grammar holds. The
 * first model to show a preview leads; a change of leader is announced by a `Restarted`. Of the
 * others only the warnings are kept, for the case that they lead later.
 */
export class Stage {
  private readonly turn = Effect.unsafeMakeSemaphore(1).withPermits(1)
  private previews = 0
  private isOver = false

  constructor(
    private leader: Runner,
    private readonly listener: OnEvent,
    private readonly after: Duration.Duration
  ) {}

  /** Passes on what a runner says, in turn, if it is the leader or becomes it. */
  hear(runner: Runner, event: Event): Effect.Effect<void> {
    if (event._tag === "ImagePreview") runner.previewed = true
    if (!this.admits(runner, event)) return Effect.void
    return this.turn(
      Effect.suspend(() => {
        // Much may have changed while it waited.
        if (!this.admits(runner, event)) return Effect.void
        if (runner === this.leader) return this.pass(event)
        return Effect.zipRight(
          this.change(runner),
          Effect.suspend(() => this.pass(event))
        )
      })
    )
  }

  private admits(runner: Runner, event: Event): boolean {
    if (this.isOver) return false
    if (runner === this.leader) return true
    if (event._tag === "Warning") runner.warnings.push(event)
    return event._tag === "ImagePreview" && !this.leader.previewed
  }

  /**
   * Makes the winner the leader, after which nobody is heard. It waits for the event that is being
   * heard, so that the losers are not interrupted in the middle of one.
   */
  crown(winner: Runner): Effect.Effect<void> {
    this.isOver = true
    return this.turn(
      Effect.suspend(() => (winner === this.leader ? Effect.void : this.change(winner)))
    )
  }

  /** Makes another runner the leader when it was the failed one. */
  inherit(failed: Runner, heir: Runner): Effect.Effect<void> {
    return this.turn(
      Effect.suspend(() => (failed === this.leader ? this.change(heir) : Effect.void))
    )
  }

  private change(runner: Runner): Effect.Effect<void> {
    const { failure, model } = this.leader
    const cause = failure ?? outrun(model, this.after)
    this.leader = runner
    this.previews = 0
    const warnings = runner.warnings.splice(0)
    return Effect.zipRight(
      announce(this.listener, cause, model.info, runner.model.info),
      Effect.forEach(warnings, this.listener, { discard: true })
    )
  }

  /** Previews are counted from the moment on that their model is heard. */
  private pass(event: Event): Effect.Effect<void> {
    if (event._tag === "Restarted") this.previews = 0
    if (event._tag !== "ImagePreview") return this.listener(event)
    const index = this.previews++
    return this.listener(
      event.index === index
        ? event
        : new ImagePreview({ index, image: event.image }, { disableValidation: true })
    )
  }
}

const outrun = ({ info }: Service, duration: Duration.Duration): GenerationTimeout =>
  new GenerationTimeout({
    provider: info.provider,
    model: info.name,
    deadline: "Hedge",
    duration
  })
