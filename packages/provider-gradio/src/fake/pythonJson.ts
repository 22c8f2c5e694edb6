const ascii = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** JSON as Python's `json.dumps` writes it: `", "`, `": "`, ASCII only, and bare `NaN`. */
export const pythonJson = (value: unknown): string => {
  if (typeof value === "string") return ascii(value)
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`
  if (typeof value !== "object" || value === null) return "null"
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([name, field]) => `${ascii(name)}: ${pythonJson(field)}`).join(", ")}}`
}
