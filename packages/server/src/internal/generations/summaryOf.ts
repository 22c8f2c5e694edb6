import * as Effect from "effect/Effect"
import { GenerationSummary } from "../../GenerationSummary.js"
import type { Service as PictureLinks } from "../../PictureLinks.js"
import type { Generation } from "./Generation.js"
import * as KeptResponse from "./KeptResponse.js"

/** Where a generation stands now. */
export const summaryOf = (
  links: PictureLinks,
  { error, origin, response, status }: Generation
): Effect.Effect<GenerationSummary> =>
  Effect.map(
    response === undefined ? Effect.succeed(undefined) : KeptResponse.tell(links, response),
    (told) =>
      new GenerationSummary(
        { ...origin, status, response: told, error },
        { disableValidation: true }
      )
  )
