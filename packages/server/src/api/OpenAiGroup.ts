import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"
import { Model, ModelList } from "../openai/models.js"
import { Edit, EditForm, Generation, ImagesAnswer, OpenAiError } from "../openai/wire.js"

/** The OpenAI Images API. With `"stream": true` the answer is `text/event-stream`. */
export class OpenAiGroup extends HttpApiGroup.make("openai")
  .add(
    HttpApiEndpoint.post("generations", "/images/generations")
      .setPayload(Generation)
      .addSuccess(ImagesAnswer)
      .annotate(OpenApi.Summary, "Make pictures of a prompt")
  )
  .add(
    HttpApiEndpoint.post("edits", "/images/edits")
      .setPayload(Schema.Union(Edit, EditForm))
      .addSuccess(ImagesAnswer)
      .annotate(OpenApi.Summary, "Make pictures of pictures and a prompt")
  )
  .add(HttpApiEndpoint.post("variations", "/images/variations").annotate(OpenApi.Exclude, true))
  .add(
    HttpApiEndpoint.get("models", "/models")
      .addSuccess(ModelList)
      .annotate(OpenApi.Summary, "The models of all providers")
  )
  .add(
    HttpApiEndpoint.get("model", "/models/*")
      // A name may hold slashes.
      .setPath(Schema.Struct({ "*": Schema.String }))
      .addSuccess(Model)
      .annotate(OpenApi.Summary, "One model, by a name or as provider:name")
  )
  .addError(OpenAiError, { status: 400 })
  .addError(OpenAiError, { status: 404 })
  .addError(OpenAiError, { status: 413 })
  .addError(OpenAiError, { status: 415 })
  .addError(OpenAiError, { status: 424 })
  .addError(OpenAiError, { status: 429 })
  .addError(OpenAiError, { status: 502 })
  .addError(OpenAiError, { status: 503 })
  .middleware(Access)
  .prefix("/v1")
  .annotate(OpenApi.Title, "OpenAI Images") {}
