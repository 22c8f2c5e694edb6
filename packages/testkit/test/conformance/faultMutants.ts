import * as Effect from "effect/Effect"
import {
  AssetError,
  GenerationTimeout,
  type ImageError,
  isRetryable,
  ResponseError,
  ResponseParseError
} from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageAsset from "@easel/core/ImageAsset"
import { type Mutant, spoilError, spoilGenerate } from "./Mutant.js"

const withoutRetryAfter = (error: ImageError): ImageError =>
  error._tag === "ResponseError" ? new ResponseError({ ...error, retryAfter: undefined }) : error

const withoutJob = (error: ImageError): ImageError =>
  error._tag === "ResponseError" ? new ResponseError({ ...error, jobId: undefined }) : error

const withoutModel = (error: ImageError): ImageError =>
  error._tag === "ResponseError" ? new ResponseError({ ...error, model: undefined }) : error

const calledBadAnswer = (error: ImageError): ImageError =>
  error instanceof GenerationTimeout
    ? new ResponseParseError({ ...error, expected: "an answer", excerpt: "" })
    : error

/** Sends a picture's request with the key, wherever it leads, and reads what comes as a picture. */
const loadCarelessly = (
  address: string,
  key: string
): Effect.Effect<ImageAsset.ImageAsset, ImageError> =>
  Effect.tryPromise({
    try: async () => {
      const response = await fetch(address, { headers: { "x-key": key } })
      return new Uint8Array(await response.arrayBuffer())
    },
    catch: () => new AssetError({ reason: "Unreachable", description: "could not be fetched" })
  }).pipe(Effect.flatMap((bytes) => ImageAsset.fromBytes(bytes)))

const careless: NonNullable<Mutant["changes"]["service"]> = ({ key, service }) => ({
  ...service,
  load: (image) =>
    image.source._tag === "Url" ? loadCarelessly(image.source.url, key) : service.load(image)
})

/** Gives the response of the last job that went well, where one fails. */
const passOffAnother = (): NonNullable<Mutant["changes"]["service"]> => {
  let last: ImageResponse | undefined
  return spoilGenerate(
    (generate) => (request, onEvent) =>
      generate(request, onEvent).pipe(
        Effect.tap((response) =>
          Effect.sync(() => {
            last = response
          })
        ),
        Effect.catchAll((error) => (last === undefined ? Effect.fail(error) : Effect.succeed(last)))
      )
  )
}

/** What becomes of faults, of jobs and of secrets. */
export const faultMutants: ReadonlyArray<Mutant> = [
  {
    name: "nobody listens, and it is called a bad answer",
    breaks: "wire/refused",
    changes: {
      service: spoilError(
        ({ model, provider }) =>
          new ResponseParseError({ provider, model, expected: "an answer", excerpt: "" })
      )
    }
  },
  {
    name: "a web page that is a defect",
    breaks: "wire/submit-html",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.catchTag(generate(request, onEvent), "ResponseError", (error) =>
            Effect.dieMessage(error.message)
          )
      )
    }
  },
  {
    name: "too many requests, without when to come back",
    breaks: "wire/submit-429",
    changes: { service: spoilError(withoutRetryAfter) }
  },
  {
    name: "a used-up quota that is called a rejection",
    breaks: "wire/submit-402",
    changes: { client: { explain: () => ({ reason: "Rejected", message: "no" }) } }
  },
  {
    name: "an error that does not name its model",
    breaks: "wire/submit-500",
    changes: { service: spoilError(withoutModel) }
  },
  {
    name: "an accepted job that its error does not name",
    breaks: "wire/wait-404",
    changes: { service: spoilError(withoutJob) }
  },
  {
    name: "a broken answer that is passed off as the picture of the job before",
    breaks: "wire/wait-500",
    changes: { service: passOffAnother() }
  },
  {
    name: "a missing picture that is no picture",
    breaks: "wire/picture-404",
    changes: { service: careless }
  },
  {
    name: "a failed job that is a defect",
    breaks: "faults/typed",
    changes: {
      failure: () => {
        throw new Error("unexpected")
      }
    }
  },
  {
    name: "silence that never ends",
    breaks: "deadline/silent-submission",
    hangs: true,
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.catchTag(generate(request, onEvent), "GenerationTimeout", () => Effect.never)
      )
    }
  },
  ...["stalled-submission", "silent-wait", "stalled-wait"].map((name) => ({
    name: "a timeout that is called a bad answer",
    breaks: `deadline/${name}`,
    changes: { service: spoilError(calledBadAnswer) }
  })),
  {
    name: "a picture that never times out",
    breaks: "deadline/stalled-picture",
    hangs: true,
    changes: { service: careless }
  },
  {
    name: "a submission that is repeated when its connection broke",
    breaks: "once/hang-up",
    changes: { submitRepeat: "Always" }
  },
  {
    name: "a submission that is repeated when its answer was cut",
    breaks: "once/cut",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) => Effect.retry(generate(request, onEvent), { times: 1 })
      )
    }
  },
  {
    name: "a submission that is repeated after a gateway's timeout",
    breaks: "once/gateway-timeout",
    changes: { submitRepeat: "Always" }
  },
  {
    name: "a job that is submitted again when it can't be found",
    breaks: "once/wait-404",
    changes: {
      service: spoilGenerate(
        (generate) => (request, onEvent) =>
          Effect.retry(generate(request, onEvent), {
            times: 1,
            while: (error) => !isRetryable(error)
          })
      )
    }
  },
  {
    name: "a log line with the key",
    breaks: "secrets/good-run",
    changes: {
      service: ({ key, service }) => ({
        ...service,
        generate: (request, onEvent) =>
          Effect.zipRight(Effect.logDebug(`using ${key}`), service.generate(request, onEvent))
      })
    }
  },
  {
    name: "a span with the key",
    breaks: "secrets/good-run",
    changes: {
      service: ({ key, service }) => ({
        ...service,
        generate: (request, onEvent) =>
          Effect.withSpan(service.generate(request, onEvent), "call", { attributes: { key } })
      })
    }
  },
  {
    name: "a failed job that quotes the key",
    breaks: "secrets/faults",
    changes: { failure: (text, key) => `${text}: ${key}` }
  },
  {
    name: "an error with the key in its cause",
    breaks: "secrets/echo",
    changes: {
      service: ({ key, service }) => ({
        ...service,
        generate: (request, onEvent) =>
          Effect.mapError(service.generate(request, onEvent), (error) =>
            Object.assign(error, { cause: new Error(`sent ${key}`) })
          )
      })
    }
  },
  {
    name: "a key that goes wherever a picture is said to lie",
    breaks: "secrets/origin",
    changes: { service: careless }
  }
]
