/** How many columns of a terminal a text takes, near enough to keep a line on one line. */

/** East Asian wide and fullwidth ranges and emoji (Unicode annex 11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u

const widthOf = (character: string): number =>
  /\p{M}|\p{Cf}/u.test(character) ? 0 : wide.test(character) ? 2 : 1

/** The beginning of the text that fits. */
export const truncate = (text: string, columns: number): string => {
  let width = 0
  let kept = ""
  for (const character of text) {
    width += widthOf(character)
    if (width > columns) return kept
    kept += character
  }
  return kept
}
