import * as Effect from "effect/Effect"
import * as ImageModel from "@easel/core/ImageModel"
import type { Changes } from "./lantern.js"

/** A plugin with one thing wrong. */
export interface Mutant {
  /** What it does wrong. */
  readonly name: string
  /** The check that is meant for it. */
  readonly breaks: string
  readonly changes: Changes
  /** It never ends, so that the check's own time limit is what tells. */
  readonly hangs?: boolean | undefined
}

type Generate = ImageModel.Service["generate"]

/** Spoils `generate`, and with it the stream. */
export const spoilGenerate =
  (spoil: (generate: Generate) => Generate): NonNullable<Changes["service"]> =>
  ({ service }) =>
    ImageModel.fromGenerate({ ...service, generate: spoil(service.generate) })

/** Spoils the response. */
export const spoilResponse = (
  spoil: (
    response: Effect.Effect.Success<ReturnType<Generate>>
  ) => Effect.Effect.Success<ReturnType<Generate>>
): NonNullable<Changes["service"]> =>
  spoilGenerate((generate) => (request, onEvent) => Effect.map(generate(request, onEvent), spoil))

/** Spoils errors. */
export const spoilError = (
  spoil: (
    error: Effect.Effect.Error<ReturnType<Generate>>
  ) => Effect.Effect.Error<ReturnType<Generate>>
): NonNullable<Changes["service"]> =>
  spoilGenerate(
    (generate) => (request, onEvent) => Effect.mapError(generate(request, onEvent), spoil)
  )
