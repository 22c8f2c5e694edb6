import { blend, lighten, type Color } from "../canvas/Color.js"
import { even, linear, type Paint } from "../canvas/Paint.js"

/** A rounded body lit from the left: bright, its own colour, then shade. */
export const across = (from: number, to: number, color: Color, light: Color): Paint =>
  linear(
    [from, 0],
    [to, 0],
    even(blend(lighten(color, 0.06), light, 0.2), color, lighten(color, -0.12)),
    0.4
  )
