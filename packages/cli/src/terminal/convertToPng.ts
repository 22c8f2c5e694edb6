/** Other formats as PNG, where `sharp` is installed; it is no dependency of Easel. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

type Sharp = (bytes: Uint8Array) => { readonly png: () => { toBuffer: () => Promise<Uint8Array> } }

const isSharp = (value: unknown): value is Sharp => typeof value === "function"

/** Not a literal, so that neither compiler nor bundler asks for the package. */
const packageName: string = "sharp"

/** The picture as PNG; `None` when it can't be converted here. */
export const convertToPng = (bytes: Uint8Array): Effect.Effect<Option.Option<Uint8Array>> =>
  Effect.tryPromise(async () => {
    const module: { readonly default?: unknown } = await import(packageName)
    return isSharp(module.default) ? await module.default(bytes).png().toBuffer() : undefined
  }).pipe(
    Effect.map(Option.fromNullable),
    Effect.catchAll((error) =>
      Effect.as(Effect.logDebug("no preview of this format without sharp", error), Option.none())
    )
  )
