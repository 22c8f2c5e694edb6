/** Turns what happens into numbers that only ever grow, as the protocol wants them. */
import type { ImageEvent, ImageResponse } from "@easel/core/ImageEvent"
import { progressText } from "./progressText.js"

/** The parameters of `notifications/progress` beside the token. */
export interface ProgressReport {
  readonly progress: number
  /** Since the model has said how far it is. */
  readonly total?: number
  readonly message: string
}

const total = 100
/** What is told without a number of its own, such as a place in the queue, moves it by so much. */
const nudge = 0.01
/** The end belongs to the answer. */
const most = 99

const targetOf = (event: Exclude<ImageEvent, ImageResponse>): number =>
  event._tag === "Progress" && event.fraction !== undefined ? event.fraction * most : 0

/** A function that is to be asked once for each event of one generation, in order. */
export const make = () => {
  let last = 0
  let isKnown = false
  return (event: Exclude<ImageEvent, ImageResponse>): ProgressReport | undefined => {
    const message = progressText(event)
    if (message === undefined) return undefined
    last = Math.max(targetOf(event), last + nudge)
    isKnown ||= event._tag === "Progress" && event.fraction !== undefined
    return { progress: Math.round(last * 100) / 100, message, ...(isKnown ? { total } : {}) }
  }
}
