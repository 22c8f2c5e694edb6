import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"

/** The Model Context Protocol, which has documents of its own. */
export class McpGroup extends HttpApiGroup.make("mcp")
  .add(HttpApiEndpoint.post("send", "/mcp").addSuccess(Schema.Unknown))
  .add(HttpApiEndpoint.get("listen", "/mcp").addSuccess(Schema.Unknown))
  .add(HttpApiEndpoint.del("end", "/mcp").addSuccess(Schema.Unknown))
  .middleware(Access)
  .annotate(OpenApi.Exclude, true) {}
