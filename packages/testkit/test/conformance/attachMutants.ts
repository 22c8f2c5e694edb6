import * as Effect from "effect/Effect"
import type { Changes } from "./lantern.js"
import { info } from "./lantern.js"
import { type Mutant, spoilGenerate } from "./Mutant.js"

/** Makes a picture of its own, where the job's was asked for. */
const submitsAnew: NonNullable<Changes["service"]> = ({ service }) => ({
  ...service,
  attach: (_, request, onEvent) => service.generate(request, onEvent)
})

/** Jobs that are kept, and attached to again by their ids. */
export const attachMutants: ReadonlyArray<Mutant> = [
  {
    name: "a declared attach that is not there",
    breaks: "contract/attach",
    changes: { service: ({ service }) => ({ ...service, attach: undefined }) }
  },
  {
    name: "an attach that is not declared",
    breaks: "contract/attach",
    changes: { info: { gives: { ...info.gives, attach: undefined } } }
  },
  {
    name: "a job that is handed in again where it is attached to",
    breaks: "once/attach",
    changes: { service: submitsAnew }
  },
  {
    name: "a kept job that is cancelled",
    breaks: "once/attach",
    changes: {
      service: ({ baseUrl, service }) =>
        spoilGenerate(
          (generate) => (request, onEvent) =>
            Effect.onInterrupt(generate(request, onEvent), () =>
              Effect.promise(() => fetch(new URL("/jobs/job-1", baseUrl), { method: "DELETE" }))
            )
        )({ baseUrl, service, key: "" })
    }
  },
  {
    name: "a receipt of an attached job with another time",
    breaks: "once/attach",
    changes: {
      service: ({ service }) => ({
        ...service,
        attach: (job, request, onEvent) =>
          service.attach?.({ ...job, submitted: new Date(0) }, request, onEvent) ?? Effect.never
      })
    }
  },
  {
    name: "a job that nobody knows, and that is handed in again",
    breaks: "wire/attach-unknown",
    changes: { service: submitsAnew }
  }
]
