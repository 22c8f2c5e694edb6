import * as Module from "node:module"
import * as Effect from "effect/Effect"
import { resolve } from "./resolveShared.js"

const registerHook = Effect.sync(() => {
  // Since Node 22.15, where `register`, which needs a thread of its own, is on its way out.
  if ("registerHooks" in Module && typeof Module.registerHooks === "function") {
    Module.registerHooks({ resolve })
  } else {
    Module.register("./resolveShared.js", import.meta.url)
  }
})

/** From now on plugins share the packages of the command line; done once. */
export const shareModules: Effect.Effect<void> = Effect.runSync(Effect.cached(registerHook))
