/**
 * Which previews a caller hears that wants at most so many. The first comes at once. When the
 * provider says how far it is, the others are spread over the rest of the way, each the newest at
 * its time; otherwise the first ones count.
 */
export class PreviewChoice<A> {
  private told = 0
  private fraction: number | undefined
  /** Where the next one is due. */
  private due = 0
  private newest: A | undefined

  constructor(private readonly most: number) {}

  /** A new attempt starts over. */
  restart(): void {
    this.told = 0
    this.fraction = undefined
    this.newest = undefined
  }

  /** The provider is so far; gives the preview that is due now, if one is. */
  progress(fraction: number | undefined): A | undefined {
    if (fraction === undefined) return undefined
    this.fraction = fraction
    const { newest } = this
    return newest !== undefined && fraction >= this.due ? this.tell(newest) : undefined
  }

  /** The preview, when it is to be told now. */
  preview(preview: A): A | undefined {
    if (this.told >= this.most) return undefined
    if (this.told === 0 || this.fraction === undefined || this.fraction >= this.due) {
      return this.tell(preview)
    }
    this.newest = preview
    return undefined
  }

  private tell(preview: A): A {
    const at = this.fraction ?? 0
    this.told++
    this.due = at + (1 - at) / (this.most - this.told + 1)
    this.newest = undefined
    return preview
  }
}
