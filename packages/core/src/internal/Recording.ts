import * as Equal from "effect/Equal"
import type { Kept } from "../CacheStore.js"
import type { Warning } from "../ImageEvent.js"
import type { OnEvent } from "../ImageModel.js"

/** A service that says more is not kept in full. */
const maximumPreviews = 64

/** What belongs to a picture and is told again with it. */
export class Recording {
  events: Array<Kept["events"][number]> = []
  private previews = 0

  constructor(private readonly ofRequest: ReadonlyArray<Warning>) {}

  hear(event: Parameters<OnEvent>[0]): void {
    if (event._tag === "Restarted") {
      this.events = []
      this.previews = 0
    } else if (event._tag === "ImagePreview") {
      if (this.previews++ < maximumPreviews) this.events.push(event)
    } else if (event._tag === "Warning" && !this.isOfRequest(event)) {
      this.events.push(event)
    }
  }

  /** Another request that resolves to the same may have been changed in another way. */
  private isOfRequest(event: Warning): boolean {
    return this.ofRequest.some((warning) => Equal.equals(warning, event))
  }
}
