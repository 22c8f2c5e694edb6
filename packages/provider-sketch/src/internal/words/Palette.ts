import { hex, turnHue, type Color } from "../canvas/Color.js"
import type { Random } from "../canvas/Random.js"

/** The colours of a picture by the part they play. */
export interface Palette {
  readonly name: PaletteName
  /** Night-like: lights stand out, stars may shine. */
  readonly dark: boolean
  /** Zenith, middle, horizon. */
  readonly sky: readonly [Color, Color, Color]
  /** Sun or moon. */
  readonly light: Color
  /** Land at the horizon and at the viewer's feet. */
  readonly far: Color
  readonly near: Color
  readonly accent: Color
  readonly contrast: Color
  readonly ink: Color
  readonly paper: Color
}

/** sky × 3, light, far, near, accent, contrast, ink, paper */
const codes = {
  meadow: "#4fa3cf #a5dbe3 #fdf0cf #fff3c4 #93c9a6 #1f5f4c #f26b4e #f7b83d #123238 #fff8e7",
  coast: "#2678a6 #79c3cf #fce6c4 #fff0c2 #6cb3ba #0f3f57 #ef6f51 #f3c15f #0b2b3e #fdf6e6",
  ember: "#35225e #c0466c #fbb35a #ffe6a8 #a84a6f #1e1436 #ff6d4a #ffc857 #160f29 #ffeedb",
  peach: "#6a5d9e #ee8f88 #fed8a0 #fff2cc #b4769b #2a2350 #f2545b #f9a03f #1c1740 #fff1e0",
  dawn: "#35508f #b99ac4 #ffd9b8 #fff3da #8e86b8 #1d2a55 #ff7f6b #ffc46b #131c3d #fff5ea",
  midnight: "#070d2b #16306b #4d72b0 #f5efcf #34559a #060b22 #f7b955 #ef6f6c #040717 #eef2ff",
  aurora: "#08122e #0e3f5c #2b8c86 #e8fbe3 #1f6875 #04101f #8ef0b4 #f58fb0 #030a16 #eafff5",
  neon: "#12082f #5a1c82 #f2508f #ffd38a #74309c #0b0520 #25e0e8 #ff4fa0 #080318 #f4eaff",
  cosmos: "#05060f #1b1247 #6a2d7c #ffe6b8 #3d2a7a #0a0820 #ff8e5e #5cd6e0 #03030c #f7f0ff",
  moss: "#6fa89a #c4dbac #f9efc4 #fff6d0 #93b98d #12372f #e4823a #f0c04a #0b241f #fbf6e2",
  autumn: "#6f99a5 #e9c48d #fbe6bd #fff1c9 #d98f4e #5a2320 #d9432f #f2a531 #2c1416 #fff4df",
  frost: "#5e86b5 #a9c9e4 #f8e8e6 #fffaf0 #b4c8e2 #2b4a78 #e0525b #f2b84b #15284a #fbfdff",
  dune: "#3f8b99 #f0c690 #fde8c0 #fff4d6 #e8a86f #8c3b2b #d9503a #f2b04c #3a1a1c #fff3df",
  blossom: "#8fb7e0 #f3c6d6 #fff0e0 #fff8e6 #d9a7c4 #4a3f78 #ef5d83 #f5b45a #2d2854 #fff7f2",
  poster: "#efdcae #f3c583 #ec9457 #e5533d #c9754a #1b4b57 #d1402f #2a8c82 #10303a #fbf0d9",
  mist: "#8ba3ab #c3cfcd #f1ece0 #ffffff #b3c1c0 #27393f #d9694a #e7b35a #17252a #fafaf5",
  rain: "#2c3e57 #5f7f98 #c7d3d1 #f3ead0 #7390a1 #162436 #f2b134 #e3604f #0d1724 #f2f5f3",
  abyss: "#2fb2c4 #146f96 #0a2f5e #d8fff4 #2487a6 #061a3d #ff8a5c #ffd166 #04102b #ecfffb"
} as const

export type PaletteName = keyof typeof codes

const darkNames: ReadonlySet<PaletteName> = new Set(["midnight", "aurora", "neon", "cosmos"])

/** A named palette, its hues turned a little by chance so that no two pictures match. */
export const makePalette = (name: PaletteName, random: Random, accent?: string): Palette => {
  const turn = random.between(-0.018, 0.018)
  const colors = codes[name].split(" ").map((code) => turnHue(hex(code), turn))
  const at = (index: number): Color => colors[index] ?? hex("#808080")
  return {
    name,
    dark: darkNames.has(name),
    sky: [at(0), at(1), at(2)],
    light: at(3),
    far: at(4),
    near: at(5),
    accent: accent === undefined ? at(6) : hex(accent),
    contrast: at(7),
    ink: at(8),
    paper: at(9)
  }
}
