import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { LinkRefused, PictureNotFound, PictureStoreError } from "../GatewayError.js"

/** A parameter that came several times is a list. */
const Text = Schema.Union(Schema.String, Schema.Array(Schema.String))

/**
 * Finished pictures. Their addresses are signed and expire, so that they need no key. What is asked
 * for is text here: an address that the gateway has not made is refused by the route, with the
 * status of a refusal.
 */
export class PicturesGroup extends HttpApiGroup.make("pictures").add(
  HttpApiEndpoint.get("get", "/api/images/:name")
    .setPath(Schema.Struct({ name: Schema.String }))
    .setUrlParams(
      Schema.Struct({
        /** Milliseconds since 1970. */
        expires: Schema.optional(Text),
        signature: Schema.optional(Text)
      })
    )
    .addSuccess(HttpApiSchema.Uint8Array({ contentType: "image/*" }))
    .addError(LinkRefused, { status: 403 })
    .addError(PictureNotFound, { status: 404 })
    .addError(PictureStoreError, { status: 500 })
) {}
