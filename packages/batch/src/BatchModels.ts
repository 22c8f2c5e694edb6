/** Where the engine gets its models: the application knows providers, keys and policies. */
import type { ImageError } from "@easel/core/ImageError"
import type { Service } from "@easel/core/ImageModel"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { BatchSettings } from "./BatchSettings.js"

export class BatchModels extends Context.Tag("@easel/batch/BatchModels")<
  BatchModels,
  {
    /** The model of a batch, with the policies of its settings around it. Asked once for a batch. */
    readonly compose: (settings: BatchSettings) => Effect.Effect<Service, ImageError>
    /** One model without policies: follows a job, and fetches pictures with its credentials. */
    readonly member: (provider: string, model: string) => Effect.Effect<Service, ImageError>
  }
>() {}
