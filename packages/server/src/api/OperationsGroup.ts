import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"

/** Whether the gateway takes work, and why not. */
export class Readiness extends Schema.Class<Readiness>("@easel/server/Readiness")({
  status: Schema.Literal("ready", "unavailable"),
  /** What is wrong, a sentence each; empty when it is ready. */
  problems: Schema.Array(Schema.String)
}) {}

const Text = HttpApiSchema.Text({ contentType: "text/plain" })

/** For those who run a gateway. Health and readiness are open to everybody and tell no secret. */
export class OperationsGroup extends HttpApiGroup.make("operations")
  .add(
    HttpApiEndpoint.get("health", "/healthz")
      .addSuccess(Text)
      .annotate(OpenApi.Description, "Answers as long as the process lives.")
  )
  .add(
    HttpApiEndpoint.get("ready", "/readyz")
      .addSuccess(Readiness)
      .annotate(
        OpenApi.Description,
        "200 when the gateway takes work, 503 with the reasons when not."
      )
  )
  .add(
    HttpApiEndpoint.get("metrics", "/metrics")
      .addSuccess(Text)
      .middleware(Access)
      .annotate(OpenApi.Description, "Figures for Prometheus.")
  ) {}
