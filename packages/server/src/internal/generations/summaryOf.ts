import * as Effect from "effect/Effect"
import { GenerationSummary } from "../../GenerationSummary.js"
import type { Service as PictureLinks } from "../../PictureLinks.js"
import type { Generation, Origin } from "./Generation.js"
import * as KeptResponse from "./KeptResponse.js"

/** What is told of a generation. */
interface Standing extends Pick<Generation, "status" | "response" | "error"> {
  readonly origin: Omit<Origin, "owner">
}

/** Where a generation stands now. */
export const summaryOf = (
  links: PictureLinks,
  generation: Standing
): Effect.Effect<GenerationSummary> =>
  Effect.suspend(() => {
    const { error, origin, response, status } = generation
    const told =
      response === undefined ? Effect.succeed(undefined) : KeptResponse.tell(links, response)
    return Effect.map(
      told,
      (response) =>
        new GenerationSummary({ ...origin, status, response, error }, { disableValidation: true })
    )
  })
