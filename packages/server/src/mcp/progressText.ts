import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"

const inFront = (position: number | undefined): string =>
  position === undefined
    ? "waiting in the queue"
    : position === 0
      ? "next in the queue"
      : `waiting, ${position} in front`

const percent = (fraction: number | undefined): string | undefined =>
  fraction === undefined ? undefined : `${Math.round(fraction * 100)} %`

const join = (parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined && part !== "").join(", ")

/** What happens, in words; nothing for what is told with the answer. */
export const progressText = (event: Exclude<ImageEvent, ImageResponse>): string | undefined => {
  switch (event._tag) {
    case "Queued":
      return join([
        inFront(event.position),
        event.size === undefined ? undefined : `${event.size} in the queue`
      ])
    case "Progress":
      return join([
        percent(event.fraction),
        event.step === undefined
          ? undefined
          : `${event.unit ?? "steps"}: ${event.step}${event.total === undefined ? "" : ` of ${event.total}`}`,
        event.message
      ])
    case "ImagePreview":
      return `preview ${event.index + 1} is there`
    case "Restarted":
      return `${event.from} failed, ${event.to} makes the picture now`
    case "Warning":
      return undefined
  }
}
