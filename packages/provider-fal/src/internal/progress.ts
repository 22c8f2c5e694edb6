import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Status } from "./wire.js"

/** A step as progress bars in the logs write it: `"50%|█████     | 14/28 [00:01<00:01]"`. */
const counted = (line: string, total: number): number | undefined => {
  const [, step, of] = /\|\s*(\d{1,6})\/(\d{1,6}) \[/.exec(line) ?? []
  return step !== undefined && Number(of) === total ? Number(step) : undefined
}

/**
 * What the logs tell of a job under way: the last line, and the last step that was counted. Logs
 * count other things too, such as the parts of a model that is loaded; a bar counts the steps when
 * it ends at the number that was asked for.
 */
export const progressOf = (
  { logs }: Status,
  total: number | undefined,
  show: (text: string) => string
) => {
  const lines = (logs ?? []).map(({ message }) => message).filter((line) => line.trim() !== "")
  const last = lines.at(-1)
  const message = last === undefined ? undefined : show(last)
  const step =
    total === undefined
      ? undefined
      : lines.map((line) => counted(line, total)).findLast((count) => count !== undefined)
  return total === undefined || step === undefined
    ? ProviderEvent.progress({ message })
    : ProviderEvent.progress({ fraction: step / total, step, total, unit: "steps", message })
}
