import * as Effect from "effect/Effect"
import { ImageResponse } from "@easel/core/ImageEvent"
import { InvalidRequest } from "@easel/core/ImageError"
import { Receipt } from "@easel/core/Receipt"
import { bodyOf, info } from "./lantern.js"
import { type Mutant, spoilGenerate, spoilResponse } from "./Mutant.js"

const changeReceipt = (
  change: (receipt: Receipt) => Partial<ConstructorParameters<typeof Receipt>[0]>
) =>
  spoilResponse(
    ({ images, receipt }) =>
      new ImageResponse({ images, receipt: new Receipt({ ...receipt, ...change(receipt) }) })
  )

const largest = info.takes.size.maximum

/** What becomes of a request, and what the receipt says of it. */
export const requestMutants: ReadonlyArray<Mutant> = [
  {
    name: "a prompt of its own",
    breaks: "parameters/prompt",
    changes: { body: (request, seed) => ({ ...bodyOf(request, seed), prompt: "a cat" }) }
  },
  {
    name: "a negative prompt that is taken and dropped",
    breaks: "parameters/taken",
    changes: { body: (request, seed) => ({ ...bodyOf(request, seed), negative: "" }) }
  },
  {
    name: "steps that are dropped in silence",
    breaks: "parameters/refused",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) => generate({ ...request, steps: undefined }, onEvent)
      )
    }
  },
  {
    name: "a lenient caller who is not warned",
    breaks: "parameters/lenient",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          generate(request, (event) =>
            event._tag === "Warning" ? Effect.void : (onEvent?.(event) ?? Effect.void)
          )
      )
    }
  },
  {
    name: "the largest size is refused",
    breaks: "parameters/size-edges",
    changes: {
      service: ({ service }) => ({
        ...service,
        resolve: (request) =>
          request.width === largest
            ? Effect.fail(new InvalidRequest({ option: "width", reason: "too wide" }))
            : service.resolve(request)
      })
    }
  },
  {
    name: "a size that is changed in silence",
    breaks: "parameters/size-refused",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          generate({ ...request, width: undefined, height: undefined }, onEvent)
      )
    }
  },
  {
    name: "always the same width",
    breaks: "parameters/size-used",
    changes: {
      body: (request, seed) => ({ ...bodyOf(request, seed), width: largest })
    }
  },
  {
    name: "a receipt of another version",
    breaks: "receipt/identity",
    changes: { service: changeReceipt(() => ({ providerVersion: "0.0.1" })) }
  },
  {
    name: "a receipt that is finished before it began",
    breaks: "receipt/timings",
    changes: {
      service: changeReceipt(({ timings }) => ({ timings: { ...timings, finished: new Date(0) } }))
    }
  },
  {
    name: "a seed that is not the one given",
    breaks: "receipt/given-seed",
    changes: { body: (request) => bodyOf(request, 99) }
  },
  {
    name: "a seed in the receipt that was not used",
    breaks: "receipt/chosen-seed",
    changes: { seed: (used) => used + 1 }
  },
  {
    name: "a seed that is declared and not known",
    breaks: "receipt/chosen-seed",
    changes: { service: changeReceipt(() => ({ seed: "unknown" })) }
  },
  {
    name: "one prompt for all who ask at the same time",
    breaks: "parallel/unmixed",
    changes: {
      service: ({ service }) => {
        let latest = ""
        return {
          ...service,
          generate: (request, onEvent) =>
            Effect.suspend(() => {
              latest = request.prompt ?? ""
              return Effect.delay(
                Effect.suspend(() => service.generate({ ...request, prompt: latest }, onEvent)),
                "1 second"
              )
            })
        }
      }
    }
  }
]
