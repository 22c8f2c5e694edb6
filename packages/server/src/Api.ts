/**
 * The HTTP API of a gateway as data: routes, their schemas, their documentation. A typed client for
 * Effect programs is derived from it.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as OpenApi from "@effect/platform/OpenApi"
import { GenerationsGroup } from "./api/GenerationsGroup.js"
import { PicturesGroup } from "./api/PicturesGroup.js"
import { McpGroup } from "./api/McpGroup.js"
import { OpenAiGroup } from "./api/OpenAiGroup.js"
import { OperationsGroup } from "./api/OperationsGroup.js"
import { ProvidersGroup } from "./api/ProvidersGroup.js"
import { tidied } from "./api/tidied.js"

export class Api extends HttpApi.make("easel")
  .add(OpenAiGroup)
  .add(ProvidersGroup)
  .add(PicturesGroup)
  .add(GenerationsGroup)
  .add(McpGroup)
  .add(OperationsGroup)
  .annotate(OpenApi.Title, "Easel")
  .annotate(OpenApi.Transform, tidied) {}
