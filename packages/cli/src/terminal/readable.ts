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

/** The same, keeping lines and spaces: for what is laid out in columns. */
export const readableTable = (text: string): string =>
  text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, "")
