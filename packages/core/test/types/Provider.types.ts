/** What an author of a provider writes. Compiled, never run. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { expectTypeOf } from "vitest"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { loadEmbedded } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type * as Jobs from "@easel/core/Jobs"
import type { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import type { ResolvedRequest } from "@easel/core/ResolvedRequest"
import * as ServiceClient from "@easel/core/ServiceClient"

declare const info: ModelInfo
declare const job: Jobs.Job
const completed = Effect.succeed(ProviderEvent.completed({ images: [] }))
const Options = Schema.Struct({ glow: Schema.optional(Schema.NumberFromString) })
const common = { info, version: "1.0.0", options: Options, load: loadEmbedded }

/** The schema decides what the provider sees of its options: decoded, not as they were written. */
const model = ImageModel.make({
  ...common,
  generate: (request) => {
    expectTypeOf(request).toEqualTypeOf<ResolvedRequest<{ readonly glow?: number | undefined }>>()
    return completed
  }
})
expectTypeOf(model).toEqualTypeOf<ImageModel.Service>()

ImageModel.make({
  ...common,
  generate: () => completed,
  attach: (jobId, request) => {
    expectTypeOf(jobId).toEqualTypeOf<string>()
    expectTypeOf(request).toEqualTypeOf<ResolvedRequest<{ readonly glow?: number | undefined }>>()
    return completed
  }
})
// @ts-expect-error -- a model need not be able to attach
model.attach(job, { prompt: "a fox" })
expectTypeOf(model.attach?.(job, { prompt: "a fox" })).toEqualTypeOf<
  Effect.Effect<ImageResponse, ImageError> | undefined
>()
ImageModel.make({
  ...common,
  // @ts-expect-error -- no such option
  generate: (request) => Effect.as(completed, request.options.glowing)
})
ImageModel.make({
  ...common,
  // @ts-expect-error -- no such field; the caller's `messages` have become the prompt
  generate: (request) => Effect.as(completed, request.messages)
})
ImageModel.make({
  ...common,
  // @ts-expect-error -- an error that is no ImageError
  generate: () => Effect.fail(new Error("broken"))
})
// @ts-expect-error -- nothing loads the picture
ImageModel.make({ info, version: "1.0.0", options: Options, generate: () => completed })
// @ts-expect-error -- no such part
ImageModel.make({ ...common, generate: () => completed, retries: 2 })
// @ts-expect-error -- no duration
ImageModel.make({ ...common, generate: () => completed, deadline: "soon" })

class Studio extends Context.Tag("Studio")<Studio, { readonly open: boolean }>() {}
ImageModel.make({
  ...common,
  // @ts-expect-error -- what a provider needs is there when it is made
  generate: () => Effect.zipRight(Studio, completed)
})

declare const inStudio: Schema.Schema<{ readonly glow: number }, { readonly glow: number }, Studio>
// @ts-expect-error -- options are decoded without services
ImageModel.make({ ...common, options: inStudio, generate: () => completed })

/** A provider ends by returning, so that the last event can't be emitted. */
declare const emit: ProviderEvent.Emit
declare const response: ImageResponse
emit(ProviderEvent.accepted("job-1"))
// @ts-expect-error -- `Completed` is returned
emit(ProviderEvent.completed({ images: [] }))
// @ts-expect-error -- the response is core's
emit(response)
// @ts-expect-error -- a fraction is a number
ProviderEvent.progress({ fraction: "50 %" })
// @ts-expect-error -- no such field
ProviderEvent.queued({ rank: 1 })

/** The door. */
declare const client: ServiceClient.ServiceClient
const Job = Schema.Struct({ id: Schema.NumberFromString })
const request = { method: "POST", path: "/jobs", phase: "Submit" } as const

expectTypeOf(
  ServiceClient.make({ provider: "lantern", baseUrl: new URL("https://lantern.example") })
).toEqualTypeOf<
  Effect.Effect<
    ServiceClient.ServiceClient,
    ConfigError.ConfigError,
    HttpClient.HttpClient | Scope.Scope
  >
>()
expectTypeOf(client.json({ ...request, repeat: "UntilAccepted" }, Job)).toEqualTypeOf<
  Effect.Effect<{ readonly id: number }, ImageError>
>()
// @ts-expect-error -- nobody said whether it may be sent twice
client.json(request, Job)
// @ts-expect-error -- no kind of repeating
client.json({ ...request, repeat: "Sometimes" }, Job)
// @ts-expect-error -- one request has one body
client.json({ ...request, repeat: "Never", json: {}, form: new FormData() }, Job)
// @ts-expect-error -- a token is `Redacted`
ServiceClient.make({ provider: "lantern", baseUrl: new URL("https://lantern.example"), token: "" })
