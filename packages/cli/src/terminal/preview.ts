/** Makes a picture fit for the terminal at hand. */
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageSize } from "@easel/core/ImageSize"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { convertToPng } from "./convertToPng.js"
import { type InlineImage, halfBlocks, iterm2, kitty } from "./inlineImage.js"
import * as Raster from "./Raster.js"
import type { TerminalSettings } from "./TerminalSettings.js"

const maximumColumns = 64
const maximumRows = 20

/** Lines that stay free for the status and the prompt. */
const reservedRows = 4

/** Columns and rows for a picture; a cell is about twice as high as it is wide. */
export const cellsOf = (
  { height, width }: ImageSize,
  settings: Pick<TerminalSettings, "columns" | "rows">
): { readonly columns: number; readonly rows: number } => {
  const columns = Math.min(maximumColumns, settings.columns - 1)
  const rows = Math.min(maximumRows, settings.rows - reservedRows)
  const scale = Math.min(columns / width, (rows * 2) / height)
  return {
    columns: Math.max(1, Math.round(width * scale)),
    rows: Math.max(1, Math.round((height * scale) / 2))
  }
}

const asPng = (asset: ImageAsset): Effect.Effect<Option.Option<Uint8Array>> =>
  asset.mediaType === "image/png"
    ? Effect.succeed(Option.some(asset.bytes))
    : convertToPng(asset.bytes)

/** The picture as text for the terminal; `None` when it can't be shown. */
export const preview = (
  asset: ImageAsset,
  size: ImageSize,
  settings: TerminalSettings,
  id: number
): Effect.Effect<Option.Option<InlineImage>> =>
  Effect.gen(function* () {
    if (settings.graphics === "None" || settings.rows <= reservedRows) return Option.none()
    const { columns, rows } = cellsOf(size, settings)
    if (settings.graphics === "ITerm2") return Option.some(iterm2(asset.bytes, columns, rows))
    const png = yield* asPng(asset)
    if (Option.isNone(png)) return Option.none()
    if (settings.graphics === "Kitty") return Option.some(kitty(png.value, id, columns, rows))
    return yield* Effect.try(() =>
      halfBlocks(Raster.fromPng(png.value, columns, rows * 2), settings.trueColor)
    ).pipe(
      Effect.map(Option.some),
      Effect.catchAll((error) =>
        Effect.as(Effect.logDebug("the preview can't be decoded", error), Option.none())
      )
    )
  })
