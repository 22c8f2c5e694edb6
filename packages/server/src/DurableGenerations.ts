/**
 * Generations that outlive the gateway: another engine makes them, which writes each step down. A
 * gateway has it when this service is given to its layer; without, `?durable=true` is refused.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageRequest } from "@easel/core/ImageRequest"
import type { MediaType } from "@easel/core/MediaType"
import type { Receipt } from "@easel/core/Receipt"
import type { Service as Caller } from "./Caller.js"
import type {
  GatewayError,
  GenerationNotFound,
  PictureNotFound,
  PictureStoreError,
  TooManyRequests
} from "./GatewayError.js"
import type { GenerationSummary } from "./GenerationSummary.js"
import type { PictureName } from "./PictureStore.js"

/** What every id begins with; those of other generations don't. */
export const prefix = "durable_"

/** A request that its model takes. */
export interface Order {
  /** Under the model's own name. */
  readonly request: ImageRequest
  /** Id of the provider. */
  readonly provider: string
  readonly model: string
}

/** A picture that the engine keeps. */
export interface Picture {
  readonly name: PictureName
  readonly mediaType: MediaType
  readonly seed: number | undefined
  /** Its bytes, for when the gateway's own store has them no longer. */
  readonly load: Effect.Effect<ImageAsset, PictureNotFound | PictureStoreError>
}

export interface DurableGeneration extends Pick<
  GenerationSummary,
  "id" | "createdAt" | "status" | "provider" | "model" | "prompt"
> {
  /** When it is done. */
  readonly result?:
    | {
        readonly pictures: readonly [Picture, ...ReadonlyArray<Picture>]
        readonly receipt: Receipt
      }
    | undefined
  /** When it has failed. */
  readonly error?: GatewayError | undefined
}

/** An engine that can't be reached is a defect: nobody who asks can do anything about it. */
export interface Service {
  /** Writes it down; it is made from then on, whatever happens to the gateway. */
  readonly create: (
    caller: Caller,
    order: Order
  ) => Effect.Effect<DurableGeneration, TooManyRequests>
  /** Another caller's is not found. */
  readonly get: (caller: Caller, id: string) => Effect.Effect<DurableGeneration, GenerationNotFound>
  /** The caller's own, newest first; the engine may leave out old ones. */
  readonly list: (caller: Caller) => Effect.Effect<ReadonlyArray<DurableGeneration>>
  /** Ends it, at the service too where it can be; one that has ended stays as it is. */
  readonly cancel: (
    caller: Caller,
    id: string
  ) => Effect.Effect<DurableGeneration, GenerationNotFound>
}

export class DurableGenerations extends Context.Tag("@easel/server/DurableGenerations")<
  DurableGenerations,
  Service
>() {}
