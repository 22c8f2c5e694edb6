import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { Admission } from "../Admission.js"
import { Api } from "../Api.js"
import * as Metrics from "../Metrics.js"
import * as readiness from "../metrics/readiness.js"

export const layer = HttpApiBuilder.group(Api, "operations", (handlers) =>
  Effect.gen(function* () {
    const admission = yield* Admission
    const check = yield* readiness.make
    const text = Effect.provideService(Metrics.text, Admission, admission)
    return handlers
      .handle("health", () => Effect.succeed("ok\n"))
      .handleRaw("ready", () =>
        Effect.map(check, ({ problems, status }) =>
          HttpServerResponse.unsafeJson(
            { status, problems },
            { status: status === "ready" ? 200 : 503, headers: { "cache-control": "no-store" } }
          )
        )
      )
      .handleRaw("metrics", () =>
        Effect.map(text, (body) =>
          HttpServerResponse.text(body, { contentType: Metrics.contentType })
        )
      )
  })
)
