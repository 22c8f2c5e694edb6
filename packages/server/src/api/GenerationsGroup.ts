import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"
import { GenerationSummary } from "../GenerationSummary.js"
import { documented } from "./documented.js"
import { errors } from "./errors.js"
import * as examples from "./examples.js"
import { RequestBody } from "./RequestBody.js"

const Id = Schema.Struct({
  id: Schema.String.annotations({ description: "as `GenerationCreated` and `Location` say it" })
})

/** Read by hand, so that a mistake is answered like any other. */
const After = Schema.Union(Schema.String, Schema.Array(Schema.String)).annotations({
  jsonSchema: {
    type: "integer",
    minimum: 0,
    description: "Only what comes after the event of this number."
  }
})

const LastEventId = Schema.String.annotations({
  jsonSchema: {
    type: "integer",
    minimum: 0,
    description: "The same as `after`, and before it; browsers send it when they connect again."
  }
})

const Durable = Schema.BooleanFromString.annotations({
  description:
    "`true`: handed to the batch engine, where the gateway has one. The answer is a 202 at once."
})

/** `GenerationEvent`s as server-sent events. */
const EventStream = HttpApiSchema.Text({ contentType: "text/event-stream" }).annotations({
  title: "Server-sent events",
  description: "Server-sent events"
})

/** Generations that outlive the connection that started them. */
export class GenerationsGroup extends HttpApiGroup.make("generations")
  .add(
    HttpApiEndpoint.post("create", "/")
      .setPayload(RequestBody)
      .setUrlParams(Schema.Struct({ durable: Schema.optional(Durable) }))
      .addSuccess(EventStream)
      .addSuccess(GenerationSummary, { status: 202 })
      .annotateContext(
        documented({
          summary: "Make a picture",
          description:
            "Starts a generation and follows it. The generation goes on when the connection breaks: its address is in the header `Location`, and `GET {address}/events` follows it from any point. Each server-sent event has an `id` that counts from 0, `event` with its tag, and `data` with one line of JSON that has the same `_tag`: `GenerationCreated` first; `Queued`, `Progress`, `ImagePreview`, `Warning` and `Restarted` as they come; and one of `ImageResponse`, `GenerationFailed` and `GenerationCancelled` last. Comments are heartbeats. What is refused before it begins is answered by a status and JSON, not by a stream. With `?durable=true` nothing is followed: the answer is 202 and where it stands, it is made even if the gateway ends meanwhile, and `GET {address}` says when it is done.",
          request: examples.request,
          answer: examples.stream,
          accepted: examples.accepted
        })
      )
  )
  .add(
    HttpApiEndpoint.get("list", "/")
      .addSuccess(Schema.Array(GenerationSummary))
      .annotateContext(
        documented({
          summary: "Your generations",
          description:
            "Those of your key, newest first. They are kept for 15 minutes after their end; of durable ones the newest 100 are listed.",
          answer: [examples.summary]
        })
      )
  )
  .add(
    HttpApiEndpoint.get("get", "/:id")
      .setPath(Id)
      .addSuccess(GenerationSummary)
      .annotateContext(
        documented({
          summary: "Where a generation stands",
          description: "The addresses of finished pictures are made anew with each answer.",
          answer: examples.summary
        })
      )
  )
  .add(
    HttpApiEndpoint.get("events", "/:id/events")
      .setPath(Id)
      .setUrlParams(Schema.Struct({ after: Schema.optional(After) }))
      .setHeaders(Schema.Struct({ "last-event-id": Schema.optional(LastEventId) }))
      .addSuccess(EventStream)
      .annotateContext(
        documented({
          summary: "Follow a generation",
          description:
            "The events so far and those to come, as the stream that started the generation gives them; with `Last-Event-ID` or `after` only those that follow. Of the previews so far only the latest is sent, so that numbers are missing. Several listeners may follow one generation. Durable ones have no events.",
          answer: examples.stream
        })
      )
  )
  .add(
    HttpApiEndpoint.del("cancel", "/:id")
      .setPath(Id)
      .addSuccess(GenerationSummary)
      .annotateContext(
        documented({
          summary: "Cancel a generation",
          description:
            "Stops the job at its service too, where that is possible, and answers when that is done. A generation that has ended stays as it is.",
          answer: { ...examples.summary, status: "Cancelled", response: undefined }
        })
      )
  )
  .addError(errors[400], { status: 400 })
  .addError(errors[401], { status: 401 })
  .addError(errors[403], { status: 403 })
  .addError(errors[404], { status: 404 })
  .addError(errors[413], { status: 413 })
  .addError(errors[415], { status: 415 })
  .addError(errors[424], { status: 424 })
  .addError(errors[429], { status: 429 })
  .addError(errors[502], { status: 502 })
  .addError(errors[503], { status: 503 })
  .middleware(Access)
  .prefix("/api/generations")
  .annotateContext(
    OpenApi.annotations({
      title: "Generations",
      description: "Pictures that are made while you watch, and go on when you don't."
    })
  ) {}
