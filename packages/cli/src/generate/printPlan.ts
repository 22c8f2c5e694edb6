/** What `--dry-run` prints: the requests as the provider would get them. */
import type { Service } from "@easel/core/ImageModel"
import type { ImageRequest } from "@easel/core/ImageRequest"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import { readableLines } from "../terminal/readable.js"
import * as Style from "../terminal/Style.js"
import type { Call } from "./plan.js"
import { resolveCall } from "./resolveCall.js"

const rows = (request: object): ReadonlyArray<string> =>
  Object.entries(request)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value)
      return `${Style.dim(key.padEnd(15), process.stdout)} ${readableLines(text).replaceAll("\n", `\n${" ".repeat(16)}`)}`
    })

/** Resolves each call and prints it; sends nothing. */
export const printPlan = (
  plugin: ImagePlugin,
  model: Service,
  request: ImageRequest,
  calls: ReadonlyArray<Call>,
  json: boolean
) =>
  Effect.gen(function* () {
    const resolved = yield* Effect.forEach(calls, (call) =>
      Effect.map(
        resolveCall(model, request, call),
        ({ encodedOptions, request: resolved, warnings }) => ({
          provider: plugin.id,
          endpoint: plugin.apiEndpoint,
          ...Struct.omit(resolved, "images", "mask", "options"),
          images: resolved.images.length === 0 ? undefined : resolved.images.length,
          mask: resolved.mask === undefined ? undefined : true,
          options: Object.keys(encodedOptions).length === 0 ? undefined : encodedOptions,
          warnings: warnings.length === 0 ? undefined : warnings.map(({ message }) => message)
        })
      )
    )
    if (json) {
      return yield* Output.result(jsonLine.format({ _tag: "DryRun", requests: resolved }))
    }
    yield* Effect.forEach(resolved, (fields) => Output.result(rows(fields).join("\n")), {
      discard: true
    })
    yield* Output.note(Style.dim("nothing was sent"))
  })
