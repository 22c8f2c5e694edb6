import * as Predicate from "effect/Predicate"

/** `Buffer.from` of Node, whose decoders are faster than those in JavaScript; missing elsewhere. */
export const bufferFrom = ((): ((...from: ReadonlyArray<unknown>) => unknown) | undefined => {
  const buffer: unknown = Reflect.get(globalThis, "Buffer")
  if (!Predicate.hasProperty(buffer, "from")) return undefined
  const { from } = buffer
  return typeof from === "function" ? (...input) => from.apply(buffer, input) : undefined
})()
