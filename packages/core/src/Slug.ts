/** What a text is called as a file. */

const maximumLength = 48

/**
 * Some words of a text for a file's name: letters and digits in lower case, Latin ones without
 * accents, joined by hyphens. Empty when there are none.
 */
export const slug = (text: string): string => {
  const words =
    text
      .normalize("NFKD")
      .replace(/(\p{Script=Latin})\p{M}+/gu, "$1")
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  let name = ""
  for (const word of words) {
    const next = name === "" ? Array.from(word).slice(0, maximumLength).join("") : `${name}-${word}`
    if (Array.from(next).length > maximumLength) break
    name = next
  }
  return name
}
