import { duration } from "../gallery/format.js"
import type { Generation, Progress } from "./Generation.js"

const progressText = ({ fraction, message, step, total, unit }: Progress): string => {
  if (step !== undefined && total !== undefined) {
    return `${capital(unit ?? "step")} ${step} of ${total}`
  }
  if (fraction !== undefined) return `${Math.round(fraction * 100)} %`
  return message ?? "Working"
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const positionText = (position: number | undefined, size: number | undefined): string => {
  if (position === undefined) return "In the queue"
  if (position === 0) return "Next in the queue"
  return size === undefined ? `${position} in front` : `${position} of ${size} in front`
}

/** Where a generation stands, in a few words. */
export const phaseText = (generation: Generation): string => {
  const { phase, progress, queue } = generation
  const eta = queue?.eta ?? progress?.eta
  const rest = eta === undefined || eta <= 0 ? "" : `, about ${duration(eta)} left`
  switch (phase) {
    case "Waiting":
      return "Waits for a free line"
    case "Starting":
      return "Starting"
    case "Queued":
      return positionText(queue?.position, queue?.size) + rest
    case "Running":
      return (progress === undefined ? "Working" : progressText(progress)) + rest
    case "Reconnecting":
      return "Connection lost, trying again"
    case "Fetching":
      return "Fetching the picture"
    case "Failed":
      return "Failed"
    case "Cancelled":
      return "Cancelled"
  }
}
