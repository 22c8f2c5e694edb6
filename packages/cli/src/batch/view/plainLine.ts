/** How a batch stands in one line, for logs and pipes. */
import { readable } from "../../terminal/readable.js"
import { duration } from "../../terminal/Status.js"
import { type Standing, forecast } from "./Standing.js"
import { costText, ended, number, rateText, stateTexts } from "./words.js"

/** `cats: 1,203 of 5,000 (24%): 1,190 done, 12 failed; 41/min, 1 h 32 min left`. */
export const plainLine = (standing: Standing, now: number): string => {
  const { summary } = standing
  const { id, reason, state, total } = summary
  const all = ended(summary)
  const percent = total === 0 ? 100 : Math.floor((all / total) * 100)
  const { perMinute, remaining } = forecast(standing, now)
  const pace = [
    ...(perMinute === undefined ? [] : [rateText(perMinute)]),
    ...(remaining === undefined ? [] : [`${duration(remaining)} left`])
  ]
  const why = reason === undefined ? "" : `: ${readable(reason)}`
  return [
    `${id}: ${number(all)} of ${number(total)} (${percent}%): ${stateTexts(summary).join(", ")}`,
    ...(pace.length === 0 ? [] : [pace.join(", ")]),
    ...(costText(summary) === "" ? [] : [costText(summary)]),
    ...(state === "active" && reason === undefined ? [] : [`${state}${why}`])
  ].join("; ")
}
