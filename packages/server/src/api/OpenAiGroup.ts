import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"

/** The OpenAI Images API. */
export class OpenAiGroup extends HttpApiGroup.make("openai")
  .add(HttpApiEndpoint.post("generations", "/images/generations").addSuccess(Schema.Unknown))
  .middleware(Access)
  .prefix("/v1") {}
