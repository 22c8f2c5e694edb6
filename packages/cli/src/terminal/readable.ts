/** Text from elsewhere on one line, without anything that a terminal would obey. */
export const readable = (text: string): string =>
  text
    .replace(/[\s\u2028\u2029]+/g, " ")
    .replace(/[\p{Cc}\p{Bidi_Control}]+/gu, "")
    .trim()

/** The same, keeping its lines. */
export const readableLines = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => readable(line))
    .join("\n")
