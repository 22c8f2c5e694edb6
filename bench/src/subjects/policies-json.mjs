// A provider of one JSON call as it is; the picture comes with the answer.
import * as ImageModel from "@easel/core/ImageModel"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import { show } from "../composed.mjs"
import { runtimeFor } from "./easel-json.mjs"

const request = { seed: 1 }

export const openWith = (baseUrl, policy) => {
  const runtime = runtimeFor(baseUrl)
  const program = runtime.runSync(
    Effect.map(ImageModel.ImageModel, (model) => show(policy(model), request, 96 * 1024))
  )
  return () => runtime.runPromise(program)
}

export const open = (baseUrl) => openWith(baseUrl, identity)
