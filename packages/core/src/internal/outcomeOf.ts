import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type GenerationTimeout, ImageError, ProviderDefect } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import type { Generation } from "./Generation.js"
import { withContext } from "./errorContext.js"
import { clean } from "./serviceText.js"

/** How a generation ended. */
export type Outcome = Exit.Exit<ImageResponse, ImageError>

const isImageError = Schema.is(ImageError)

/** What a plugin threw, as an error. */
export const defectOf = (thrown: unknown): ProviderDefect =>
  new ProviderDefect({
    description: clean(
      thrown instanceof Error
        ? `${thrown.name}: ${thrown.message}`
        : Inspectable.toStringUnknown(thrown, 0)
    )
  })

/** What a plugin failed with: TypeScript rules out what is no error of Easel, JavaScript does not. */
export const asImageError = (error: ImageError): ImageError =>
  isImageError(error) ? error : defectOf(error)

/** How it ended, in errors that name provider, model and job; what a plugin threw is one of them. */
export const outcomeOf = <Options>(
  generation: Generation<Options>,
  exit: Outcome,
  timeout: GenerationTimeout | undefined
): Outcome => {
  if (Exit.isSuccess(exit)) return exit
  const { info } = generation.maker
  const where = { provider: info.provider, model: info.name, jobId: generation.jobId }
  const { cause } = exit
  if (timeout !== undefined && Cause.isInterruptedOnly(cause)) {
    return Exit.fail(withContext(timeout, where))
  }
  const thrown = Cause.dieOption(cause)
  // The listener's own mistake stays a defect, and who gave up wants to hear of nothing.
  if (Option.isSome(thrown) && !generation.listenerDied && !Cause.isInterrupted(cause)) {
    return Exit.fail(withContext(defectOf(thrown.value), where))
  }
  return Exit.mapError(exit, (error) => withContext(asImageError(error), where))
}
