import { AllAttemptsFailed, type ImageError, isRefusal } from "../ImageError.js"

/** What went wrong with each model, in order. */
export type Causes = readonly [ImageError, ...ReadonlyArray<ImageError>]

/**
 * The one error that several models end with. When none of them can do the request, it is the
 * refusal of the first, as it would be without the others.
 */
export const sumOfCauses = (causes: Causes): ImageError =>
  causes.length === 1 || causes.every(isRefusal) ? causes[0] : AllAttemptsFailed.of(causes)
