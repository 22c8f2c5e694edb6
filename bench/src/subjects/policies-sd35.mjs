// provider-sd35 as it is; previews and picture are loaded.
import * as ImageModel from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import { show } from "../composed.mjs"
import { runtimeFor } from "./easel.mjs"

/** The seed that the stand-in always answers, so that the cache keeps the picture. */
const request = { seed: 1234567890 }

export const openWith = (baseUrl, policy) => {
  const runtime = runtimeFor(baseUrl)
  const program = runtime.runSync(
    Effect.map(ImageModel.ImageModel, (model) => show(policy(model), request, 4 * 96 * 1024))
  )
  return () => runtime.runPromise(program)
}

export const open = (baseUrl) => openWith(baseUrl, identity)
