/** The grammar of `ImageEvent`, as a check of what a listener heard. */
import type { ImageEvent } from "@easel/core/ImageEvent"

const word: Record<ImageEvent["_tag"], string> = {
  Queued: "Q",
  Progress: "P",
  ImagePreview: "I",
  Warning: "",
  Restarted: "R",
  ImageResponse: "!"
}

const attemptsOf = (events: ReadonlyArray<ImageEvent>): ReadonlyArray<ReadonlyArray<ImageEvent>> =>
  events.reduce<ReadonlyArray<ReadonlyArray<ImageEvent>>>(
    (attempts, event) =>
      event._tag === "Restarted"
        ? [...attempts, []]
        : [...attempts.slice(0, -1), [...(attempts.at(-1) ?? []), event]],
    [[]]
  )

/**
 * What is wrong with the events of a generation; undefined when nothing is. One that `ended` with a
 * response has it as its last event, another one has none.
 */
export const breachOf = (events: ReadonlyArray<ImageEvent>, ended: boolean): string | undefined => {
  const sentence = events.map(({ _tag }) => word[_tag]).join("")
  if (!(ended ? /^(Q*[PI]*R)*Q*[PI]*!$/ : /^(Q*[PI]*R)*Q*[PI]*$/).test(sentence)) {
    return `the events are ${sentence}`
  }
  for (const attempt of attemptsOf(events)) {
    const previews = attempt.flatMap((event) =>
      event._tag === "ImagePreview" ? [event.index] : []
    )
    if (previews.some((index, position) => index !== position)) {
      return `the previews are counted ${previews.join(", ")}`
    }
    const fractions = attempt.flatMap((event) =>
      event._tag === "Progress" && event.fraction !== undefined ? [event.fraction] : []
    )
    if (fractions.some((fraction, at) => fraction < (fractions[at - 1] ?? 0))) {
      return `the fraction goes back: ${fractions.join(", ")}`
    }
  }
  return undefined
}
