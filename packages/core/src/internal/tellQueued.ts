import * as Effect from "effect/Effect"
import type { OnEvent } from "../ImageModel.js"
import { queued } from "../ProviderEvent.js"
import type { TellPosition } from "../Line.js"

const nobody: TellPosition = () => Effect.void

/** Tells a place in a line of our own; `inFront` are those who have left it and still come first. */
export const tellQueued = (onEvent: OnEvent | undefined, inFront = 0): TellPosition =>
  onEvent === undefined
    ? nobody
    : (position, size) => onEvent(queued({ position: position + inFront, size: size + inFront }))
