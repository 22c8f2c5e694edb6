import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** What a journal must know of an event. */
interface Recorded {
  readonly _tag: string
}

/** An event and its number, which counts from 0. */
export interface Numbered<E> {
  readonly id: number
  readonly event: E
}

/** Further events push out older ones that say the least. */
export const maximumEntries = 500

/** What the next event of its kind makes worthless. */
const isPassing = ({ _tag }: Recorded): boolean => _tag === "Progress" || _tag === "Queued"

const showsNoPreviews: ReadonlySet<string> = new Set(["ImagePreview", "Restarted"])

/**
 * What has happened in one generation, bounded: it keeps the latest preview until another one, a
 * restart or the end makes it worthless, and so many events. Anyone may follow it from any point,
 * each at an own pace; writing never waits for them.
 */
export class Journal<E extends Recorded> {
  private readonly entries: Array<Numbered<E>> = []
  private count = 0
  private ended = false
  private changed = Deferred.unsafeMake<void>(FiberId.none)

  /** How many events there have been. */
  get length(): number {
    return this.count
  }

  append(event: E): void {
    if (this.ended) return
    if (showsNoPreviews.has(event._tag)) this.dropPreview()
    this.entries.push({ id: this.count++, event })
    if (this.entries.length > maximumEntries) this.makeRoom()
    this.tell()
  }

  /** The last event. */
  end(event: E): void {
    if (this.ended) return
    this.dropPreview()
    this.append(event)
    this.ended = true
    this.tell()
  }

  /** What is kept of the events after that number, and those to come, until the end. */
  follow(after: number): Stream.Stream<Numbered<E>> {
    return Stream.unfoldChunkEffect(after, (last) => this.next(last))
  }

  private next(
    last: number
  ): Effect.Effect<Option.Option<readonly [Chunk.Chunk<Numbered<E>>, number]>> {
    return Effect.suspend(() => {
      const news = this.after(last)
      const newest = news.at(-1)
      if (newest !== undefined) {
        return Effect.succeed(Option.some([Chunk.unsafeFromArray(news), newest.id] as const))
      }
      return this.ended
        ? Effect.succeed(Option.none())
        : Effect.zipRight(Deferred.await(this.changed), this.next(last))
    })
  }

  private after(last: number): ReadonlyArray<Numbered<E>> {
    const first = this.entries.findLastIndex(({ id }) => id <= last) + 1
    return this.entries.slice(first)
  }

  private tell(): void {
    const changed = this.changed
    this.changed = Deferred.unsafeMake<void>(FiberId.none)
    Deferred.unsafeDone(changed, Effect.void)
  }

  private dropPreview(): void {
    const index = this.entries.findLastIndex(({ event }) => event._tag === "ImagePreview")
    if (index >= 0) this.entries.splice(index, 1)
  }

  /** The first says which generation it is, and stays. */
  private makeRoom(): void {
    const passing = this.entries.findIndex(({ event }) => isPassing(event))
    this.entries.splice(passing >= 0 ? passing : 1, 1)
  }
}
