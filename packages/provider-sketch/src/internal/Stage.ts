import type { Element, Frame } from "./canvas/Element.js"
import type { Point } from "./canvas/Path.js"
import type { Random } from "./canvas/Random.js"
import type { Composition } from "./Composition.js"
import type { Palette } from "./words/Palette.js"

/** What every painter is given. */
export interface Stage {
  readonly frame: Frame
  readonly palette: Palette
  readonly random: Random
  readonly composition: Composition
}

/** What a setting leaves for a subject. */
export interface Backdrop {
  readonly back: ReadonlyArray<Element>
  /** In front of the subject: grass, leaves, waves. */
  readonly front: ReadonlyArray<Element>
  /** Where the subject stands. */
  readonly ground: number
  /** Where sun or moon stand. */
  readonly light: Point
}

export type Painter = (stage: Stage) => ReadonlyArray<Element>
export type SettingPainter = (stage: Stage) => Backdrop
