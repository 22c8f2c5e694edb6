import * as Duration from "effect/Duration"
import type { Generation } from "./Generation.js"

export interface Limits {
  /** How long a generation is kept after its end. */
  readonly keep: Duration.Duration
  /** Generations that are kept; those that run are never dropped. */
  readonly maximum: number
}

/** The generations that run, and those that have ended and are still kept. */
export class Shelf {
  /** In the order of their beginning. */
  private readonly all = new Map<string, Generation>()
  /** In the order of their end. */
  private readonly ended = new Set<Generation>()

  constructor(private readonly limits: Limits) {}

  add(generation: Generation): void {
    this.all.set(generation.origin.id, generation)
    this.makeRoom()
  }

  /** It never was: whoever asked for it hears of a refusal. */
  remove(generation: Generation): void {
    this.all.delete(generation.origin.id)
    this.ended.delete(generation)
  }

  /** It has ended. */
  retire(generation: Generation): void {
    this.ended.add(generation)
    this.makeRoom()
  }

  /** The generation of that id, unless it is another's or its time is over. */
  find(owner: string, id: string, now: number): Generation | undefined {
    const generation = this.all.get(id)
    return generation?.origin.owner === owner && !this.isOver(generation, now)
      ? generation
      : undefined
  }

  /** Newest first. */
  of(owner: string, now: number): ReadonlyArray<Generation> {
    return [...this.all.values()]
      .filter((generation) => generation.origin.owner === owner && !this.isOver(generation, now))
      .reverse()
  }

  get running(): ReadonlyArray<Generation> {
    return [...this.all.values()].filter((generation) => !this.ended.has(generation))
  }

  /** Forgets those whose time is over. */
  sweep(now: number): void {
    for (const generation of this.ended) {
      if (!this.isOver(generation, now)) return
      this.remove(generation)
    }
  }

  private isOver({ endedAt }: Generation, now: number): boolean {
    return endedAt !== undefined && now - endedAt >= Duration.toMillis(this.limits.keep)
  }

  private makeRoom(): void {
    for (const generation of this.ended) {
      if (this.all.size <= this.limits.maximum) return
      this.remove(generation)
    }
  }
}
