import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { GatewayError } from "../GatewayError.js"
import { PictureName } from "../PictureStore.js"

/** Finished pictures. Their addresses are signed and expire, so that they need no key. */
export class PicturesGroup extends HttpApiGroup.make("pictures")
  .add(
    HttpApiEndpoint.get("get", "/api/images/:name")
      .setPath(Schema.Struct({ name: PictureName }))
      .setUrlParams(
        Schema.Struct({
          /** Milliseconds since 1970. */
          expires: Schema.NumberFromString,
          signature: Schema.String
        })
      )
      .addSuccess(HttpApiSchema.Uint8Array({ contentType: "image/*" }))
  )
  .addError(GatewayError, { status: 403 })
  .addError(GatewayError, { status: 404 })
  .addError(GatewayError, { status: 500 }) {}
