/**
 * A line of those who wait for their turn. `Policy.concurrency` and gateways stand on it.
 */
import * as Effect from "effect/Effect"
import { whenEnded } from "./internal/endOf.js"

/** Hears how many are in front, and how many wait in all. */
export type TellPosition = (position: number, size: number) => Effect.Effect<void>

interface Ticket {
  admitted: boolean
  position: number
  wake: (() => void) | undefined
}

/** So many at the head of the line hear of each step; telling all of a long line costs too much. */
const heads = 16

/**
 * At most so many at a time; the others wait in the order in which they came, and know where they
 * stand. Effect's semaphore lets a newcomer pass by, and can't say how many wait.
 */
export class Line {
  private readonly waiting = new Set<Ticket>()
  private free: number

  constructor(permits: number) {
    if (!(permits >= 1)) throw new RangeError(`at least 1 must be let in at a time, not ${permits}`)
    this.free = permits
  }

  /** Whoever comes now has to wait. */
  get isFull(): boolean {
    return this.free < 1
  }

  /** How many wait. */
  get length(): number {
    return this.waiting.size
  }

  /** Runs the effect when its turn has come. Interrupting it gives the place to the next. */
  run<A, E, R>(effect: Effect.Effect<A, E, R>, tell: TellPosition): Effect.Effect<A, E, R> {
    return Effect.uninterruptibleMask((restore) => {
      const inside = whenEnded(restore(effect), (exit) => Effect.zipRight(this.leave, exit))
      if (!this.isFull) {
        this.free--
        return inside
      }
      const ticket: Ticket = { admitted: false, position: this.waiting.size, wake: undefined }
      this.waiting.add(ticket)
      return restore(this.wait(ticket, tell, undefined)).pipe(
        Effect.onError(() => Effect.sync(() => this.abandon(ticket))),
        Effect.zipRight(inside)
      )
    })
  }

  private readonly leave: Effect.Effect<void> = Effect.sync(() => this.admitNext())

  private wait(ticket: Ticket, tell: TellPosition, told: number | undefined): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (ticket.admitted) return Effect.void
      const { position } = ticket
      const step = position === told ? woken(ticket) : tell(position, this.waiting.size)
      return Effect.flatMap(step, () => this.wait(ticket, tell, position))
    })
  }

  private admitNext(): void {
    const [next] = this.waiting
    if (next === undefined) {
      this.free++
      return
    }
    this.waiting.delete(next)
    next.admitted = true
    next.wake?.()
    this.moveUp()
  }

  private abandon(ticket: Ticket): void {
    if (ticket.admitted) return this.admitNext()
    this.waiting.delete(ticket)
    this.moveUp()
  }

  private moveUp(): void {
    let position = 0
    for (const ticket of this.waiting) {
      if (position === heads) return
      if (ticket.position !== position) {
        ticket.position = position
        ticket.wake?.()
      }
      position++
    }
  }
}

const woken = (ticket: Ticket): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    ticket.wake = () => {
      ticket.wake = undefined
      resume(Effect.void)
    }
    return Effect.sync(() => {
      ticket.wake = undefined
    })
  })
