const numbers = new Set(["width", "height", "seed", "count", "steps", "guidanceScale", "strength"])

/** Fields that a cell holds as JSON; `mask` is base64 as it is. */
const structures = new Set(["messages", "images", "providerOptions"])

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * What a cell says about a field of the request. A text that can't be it stays a text, which the
 * check of the request refuses with its own words.
 */
export const readCell = (field: string, cell: string): unknown => {
  const text = cell.trim()
  if (text === "") return undefined
  if (numbers.has(field)) return number.test(text) ? Number(text) : text
  if (structures.has(field)) return parseJson(text)
  if (field === "lenient") {
    const word = text.toLowerCase()
    return word === "true" ? true : word === "false" ? false : text
  }
  return field === "prompt" || field === "negativePrompt" ? cell : text
}
