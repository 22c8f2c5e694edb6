/** Where a generation stands, and the line that says so. */
import type { ImageEvent } from "@easel/core/ImageEvent"
import * as Duration from "effect/Duration"
import { truncate } from "./cellWidth.js"
import * as Style from "./Style.js"
import { readable } from "./readable.js"

export interface Status {
  /** What is made, such as `"sd35"` or `"sd35 2/4"`. */
  readonly label: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** 0 to 1. */
  readonly fraction?: number | undefined
  /** What happens, in few words. */
  readonly text: string
  readonly eta?: Duration.Duration | undefined
}

export const start = (label: string, startedAt: number): Status => ({
  label,
  startedAt,
  text: "sent"
})

const queueText = (position: number | undefined, size: number | undefined): string => {
  if (position === undefined) return "in the queue"
  const ahead = position === 0 ? "next in the queue" : `${position} ahead in the queue`
  return size === undefined ? ahead : `${ahead} of ${size}`
}

const whole = (value: number): string => String(Math.round(value * 10) / 10)

/** The same call of another provider, of which only the id is kept. */
const renamed = (label: string, to: string): string => label.replace(/^\S+/, to.replace(/:.*/s, ""))

/** The status after an event. */
export const update = (status: Status, event: ImageEvent): Status => {
  const { label, startedAt } = status
  switch (event._tag) {
    case "Queued":
      return { label, startedAt, text: queueText(event.position, event.size), eta: event.eta }
    case "Progress": {
      const { eta, fraction, message, step, total, unit } = event
      const counted =
        step === undefined
          ? undefined
          : `${unit ?? "step"} ${whole(step)}${total === undefined ? "" : `/${whole(total)}`}`
      const text = [counted, message].filter((part) => part !== undefined && part !== "")
      return {
        label,
        startedAt,
        fraction: fraction ?? status.fraction,
        text: text.length > 0 ? readable(text.join(" · ")) : "working",
        eta
      }
    }
    case "Restarted":
      return { label: renamed(label, event.to), startedAt, text: `again with ${event.to}` }
    case "ImageResponse":
      return { label, startedAt, fraction: 1, text: "saving" }
    case "ImagePreview":
      return status.fraction === undefined
        ? { label, startedAt, text: `preview ${event.index + 1}` }
        : status
    case "Warning":
      return status
  }
}

const barWidth = 20

/** The bar and its percents; `width` columns, whatever colours are in the text. */
export const bar = (fraction: number): { readonly text: string; readonly width: number } => {
  const full = Math.floor(fraction * barWidth)
  const percent = `${Math.floor(fraction * 100)}%`.padStart(5)
  return {
    text: `${"━".repeat(full)}${Style.dim("─".repeat(barWidth - full))}${percent}`,
    width: barWidth + 5
  }
}

const spinnerSigns = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

/** The sign of something under way. */
export const spinner = (now: number): string =>
  spinnerSigns[Math.floor(now / 100) % spinnerSigns.length] ?? ""

/** `8.3 s`, `2 min 5 s`. */
export const seconds = (milliseconds: number): string => {
  const total = Math.max(0, milliseconds) / 1000
  if (total < 10) return `${total.toFixed(1)} s`
  if (total < 60) return `${Math.round(total)} s`
  const rounded = Math.round(total)
  return `${Math.floor(rounded / 60)} min ${rounded % 60} s`
}

/** `8.3 s`, `2 min 5 s`, `1 h 32 min`, `3 d 4 h`. */
export const duration = (milliseconds: number): string => {
  const minutes = Math.round(Math.max(0, milliseconds) / 60_000)
  if (minutes < 60) return seconds(milliseconds)
  const hours = Math.floor(minutes / 60)
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** One line, no wider than the terminal. */
export const line = (status: Status, now: number, columns: number): string => {
  const sign = spinner(now)
  const drawn = status.fraction === undefined ? undefined : bar(status.fraction)
  const progress = drawn === undefined ? "" : `${drawn.text} `
  const taken = 2 + status.label.length + 2 + (drawn === undefined ? 0 : drawn.width + 1)
  const rest = [
    status.text,
    ...(status.eta === undefined ? [] : [`${seconds(Duration.toMillis(status.eta))} left`]),
    seconds(now - status.startedAt)
  ].join(" · ")
  return taken < columns
    ? `${Style.cyan(sign)} ${status.label}  ${progress}${truncate(rest, columns - taken - 1)}`
    : truncate(`${sign} ${status.label}`, columns - 1)
}
