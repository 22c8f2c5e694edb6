import { place, type Bounds, type Path, type Placement } from "./Path.js"
import { placePaint, type Paint } from "./Paint.js"

export type BlendMode = "normal" | "multiply" | "screen"

/** One painted area. A picture is a list of them, painted in order. */
export interface Element {
  readonly path: Path
  readonly paint: Paint
  readonly blend: BlendMode
  /** What lies outside of this path stays unpainted. */
  readonly clip: Path | undefined
  /** Left out of previews below this detail (0 to 1). */
  readonly detail: number
}

/** The visible rectangle in frame units; the shorter side runs from -1 to 1. */
export type Frame = Bounds

export const frameOf = (width: number, height: number): Frame => {
  const across = width / Math.min(width, height)
  const down = height / Math.min(width, height)
  return { left: -across, right: across, top: -down, bottom: down }
}

export interface ElementOptions {
  readonly blend?: BlendMode
  readonly clip?: Path
  readonly detail?: number
}

export const element = (path: Path, paint: Paint, options: ElementOptions = {}): Element => ({
  path,
  paint,
  blend: options.blend ?? "normal",
  clip: options.clip,
  detail: options.detail ?? 0
})

/** A group of elements scaled, turned and moved as one. */
export const placeAll = (
  elements: ReadonlyArray<Element>,
  placement: Placement
): ReadonlyArray<Element> => {
  const clips = new Map<Path, Path>()
  const placeClip = (clip: Path): Path => {
    const known = clips.get(clip)
    if (known !== undefined) return known
    const placed = place(clip, placement)
    clips.set(clip, placed)
    return placed
  }
  return elements.map((item) => ({
    ...item,
    path: place(item.path, placement),
    paint: placePaint(item.paint, placement),
    clip: item.clip === undefined ? undefined : placeClip(item.clip)
  }))
}
