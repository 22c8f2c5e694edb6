/**
 * A hook into Node's module resolution: whoever imports one of the shared packages gets the copy of
 * the command line, wherever another copy is installed. With two copies of `effect` or
 * `@easel/core` an error of a plugin would be no instance of the class that the program knows, and
 * what a plugin registers would be registered elsewhere.
 */
import type { ResolveHook } from "node:module"

const shared = /^(?:effect|@effect\/platform|@easel\/core)(?:\/|$)/

/** Works in Node's thread for hooks, which awaits it, and in the main thread, which does not. */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  nextResolve(
    specifier,
    shared.test(specifier) ? { ...context, parentURL: import.meta.url } : context
  )
