import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CacheStore, Kept } from "../CacheStore.js"
import type { ImageError } from "../ImageError.js"
import type { ImageResponse } from "../ImageEvent.js"
import { type OnEvent, type Resolution, fromGenerate } from "../ImageModel.js"
import type { ModelInfo } from "../ModelInfo.js"
import type { Policy } from "../Policy.js"
import { warning } from "../ProviderEvent.js"
import { DurablePictures } from "../internal/DurablePictures.js"
import { Recording } from "../internal/Recording.js"
import { cacheKey } from "../internal/cacheKey.js"
import { logChanges } from "../internal/logChanges.js"

export interface CacheOptions {
  /** Where the pictures are kept; see `CacheStore`. */
  readonly store: CacheStore
  /**
   * Keep also the pictures of models that take no seed, where the same request would make another
   * picture each time. Default false.
   */
  readonly seedless?: boolean | undefined
  /**
   * What else decides how a picture comes out and is not in the request, such as the address of a
   * service that there are several of. Pictures of different namespaces are kept apart.
   */
  readonly namespace?: string | undefined
}

/**
 * Makes each picture once: the same resolved request, provider, version of it, model, options and
 * seed give the picture that was kept, with its previews and its own receipt, and a `Warning`
 * `Cached`; nothing is sent.
 *
 * Only a request with a seed is looked up (see `seedless`), and only a picture that this model made
 * with this seed is kept: one whose seed the service chose, or that another model of a fallback made,
 * is not. Addresses expire, so the pictures are loaded before they are kept, and the response holds
 * their bytes. When they can't be loaded, or the store fails, the response is what the model gave,
 * and a warning is logged. Two equal requests at the same time are both made. A job that is attached
 * to is neither looked up nor kept.
 */
export const cache =
  (options: CacheOptions): Policy =>
  (model) => {
    const { store } = options
    const pictures = new DurablePictures(model.load)

    const keep = (key: string, kept: Kept): Effect.Effect<ImageResponse> =>
      pictures.response(kept.response).pipe(
        Effect.tap((response) =>
          pictures.events(kept.events).pipe(
            Effect.flatMap((events) => store.set(key, { events, response })),
            tolerate("the picture is not kept", undefined)
          )
        ),
        tolerate("the picture can't be loaded to be kept", kept.response)
      )

    const make = (
      key: string,
      resolution: Resolution<unknown>,
      generate: (onEvent: OnEvent) => Effect.Effect<ImageResponse, ImageError>,
      onEvent: OnEvent
    ): Effect.Effect<ImageResponse, ImageError> =>
      Effect.suspend(() => {
        const record = new Recording(resolution.warnings)
        const hear: OnEvent = (event) =>
          Effect.suspend(() => {
            record.hear(event)
            return onEvent(event)
          })
        return Effect.flatMap(generate(hear), (response) =>
          isOwn(model.info, resolution, response)
            ? keep(key, { events: record.events, response })
            : Effect.succeed(response)
        )
      })

    return fromGenerate({
      ...model,
      load: pictures.load,
      generate: (request, onEvent = logChanges) => {
        const generate = (hear: OnEvent) => model.generate(request, hear)
        return Effect.flatMap(model.resolve(request), (resolution) =>
          isRepeatable(options, model.info, resolution)
            ? Effect.flatMap(lookUp(options, model.info, resolution), (found) =>
                found === undefined
                  ? generate(onEvent)
                  : Option.match(found.kept, {
                      onNone: () => make(found.key, resolution, generate, onEvent),
                      onSome: (kept) => replay(kept, resolution, onEvent)
                    })
              )
            : generate(onEvent)
        )
      }
    })
  }

/** A fault of the cache, or of a store that breaks, is logged; the generation goes on without. */
const tolerate =
  <B>(what: string, instead: B) =>
  <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A | B> =>
    Effect.catchAllCause(effect, (cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.interrupt
        : Effect.as(Effect.logWarning(`cache: ${what}`, cause), instead)
    )

const isRepeatable = (
  { seedless }: CacheOptions,
  { takes }: ModelInfo,
  { request }: Resolution<unknown>
): boolean => request.seed !== undefined || (seedless === true && takes.seed === undefined)

/** Asked again, this model would make the same picture. */
const isOwn = (
  info: ModelInfo,
  { request }: Resolution<unknown>,
  { receipt }: ImageResponse
): boolean =>
  receipt.provider === info.provider &&
  receipt.model === request.model &&
  (request.seed === undefined || receipt.seed === request.seed)

interface LookUp {
  readonly key: string
  readonly kept: Option.Option<Kept>
}

/** `undefined` when there is no cache to speak of. */
const lookUp = (
  { namespace, store }: CacheOptions,
  { provider }: ModelInfo,
  resolution: Resolution<unknown>
): Effect.Effect<LookUp | undefined> =>
  cacheKey(provider, namespace, resolution).pipe(
    Effect.flatMap((key) => Effect.map(store.get(key), (kept): LookUp => ({ key, kept }))),
    tolerate("it can't be read", undefined)
  )

/** The request's own warnings come first, as ever; those of the picture were kept with it. */
const replay = (
  { events, response }: Kept,
  { warnings }: Resolution<unknown>,
  onEvent: OnEvent
): Effect.Effect<ImageResponse> => {
  const made = response.receipt.timings.finished.toISOString()
  const cached = warning("Cached", `from the cache: made ${made}, nothing was sent`)
  const told = [...warnings, cached, ...events]
  return Effect.as(Effect.forEach(told, onEvent, { discard: true }), response)
}
