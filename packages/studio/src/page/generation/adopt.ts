import type { Library } from "../store/Library.js"
import { lost } from "../wire/Failure.js"
import type { Gateway } from "../wire/Gateway.js"
import { fail, type Generation } from "./Generation.js"

/** Clocks of browser and gateway may differ by this much, in milliseconds. */
const tolerance = 60_000

/**
 * Finds what became of a request whose page was closed before the gateway had answered: it may have
 * arrived, and is not sent again. It is the oldest generation of the same model and prompt since
 * then that no other one here claims.
 */
export const adopt = async (
  gateway: Gateway,
  library: Library,
  generation: Generation
): Promise<Generation> => {
  const claimed = new Set(
    [...library.generations.value.values()].map(({ value }) => value.serverId)
  )
  const summaries = await gateway.list().catch(() => [])
  const found = summaries
    .filter(
      (summary) =>
        summary.provider === generation.provider &&
        summary.model === generation.model &&
        summary.prompt === generation.prompt &&
        Date.parse(summary.createdAt) > generation.createdAt - tolerance &&
        !claimed.has(summary.id)
    )
    .at(-1)
  return found === undefined
    ? fail(generation, lost("the page was closed before the gateway had answered"))
    : { ...generation, serverId: found.id, phase: "Running" }
}
