import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { ImageRequest } from "@easel/core/ImageRequest"
import { Access } from "../Access.js"
import { GenerationSummary } from "../GenerationSummary.js"
import { GatewayError } from "../GatewayError.js"

const Id = Schema.Struct({ id: Schema.String })

/** `GenerationEvent`s as server-sent events. */
const EventStream = HttpApiSchema.Text({ contentType: "text/event-stream" })

/** Generations that outlive the connection that started them. */
export class GenerationsGroup extends HttpApiGroup.make("generations")
  .add(HttpApiEndpoint.post("create", "/").setPayload(ImageRequest).addSuccess(EventStream))
  .add(HttpApiEndpoint.get("list", "/").addSuccess(Schema.Array(GenerationSummary)))
  .add(HttpApiEndpoint.get("get", "/:id").setPath(Id).addSuccess(GenerationSummary))
  .add(
    HttpApiEndpoint.get("events", "/:id/events")
      .setPath(Id)
      .setUrlParams(Schema.Struct({ after: Schema.optional(Schema.NumberFromString) }))
      .addSuccess(EventStream)
  )
  .add(HttpApiEndpoint.del("cancel", "/:id").setPath(Id).addSuccess(GenerationSummary))
  .addError(GatewayError, { status: 400 })
  .addError(GatewayError, { status: 404 })
  .addError(GatewayError, { status: 413 })
  .addError(GatewayError, { status: 424 })
  .addError(GatewayError, { status: 429 })
  .addError(GatewayError, { status: 502 })
  .addError(GatewayError, { status: 503 })
  .middleware(Access)
  .prefix("/api/generations") {}
