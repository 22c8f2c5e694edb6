/**
 * Parameters of OpenAI's own models. A model that Easel offers has none of them, unless its provider
 * has an option of that name.
 */

/**
 * By name the values that ask for nothing, which pass: what OpenAI's models do when the parameter is
 * missing, as programs send it out of habit.
 */
const ordinary: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  quality: ["auto", "standard"],
  background: ["auto"],
  moderation: ["auto"],
  style: ["vivid"],
  output_compression: [100, "100"],
  input_fidelity: ["low"],
  complexity: [],
  frame_count: [],
  frame_duration_ms: [],
  svg: [],
  markup: []
}

export const names: ReadonlyArray<string> = Object.keys(ordinary)

/** Accepted and not passed on: they say who asks, which is no business of a provider. */
export const identities = ["user", "safety_identifier"] as const

export const isOrdinary = (name: string, value: unknown): boolean =>
  ordinary[name]?.includes(value) ?? false

/** What passes, in words. */
export const legal = (name: string): string => {
  const values = new Set(ordinary[name]?.map(String))
  return values.size === 0 ? "without it" : `without it, or ${Array.from(values).join(" or ")}`
}
