/** A short name for a file that says what the picture shows. */

const maximumLength = 48

/** Letters and digits of any script in lower case, Latin ones without accents, joined by hyphens. */
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
  return name === "" ? "picture" : name
}
