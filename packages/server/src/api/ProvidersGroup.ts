import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"
import { ProviderSummary } from "../ProviderSummary.js"
import { documented } from "./documented.js"
import { errors } from "./errors.js"

/** What can be asked for. */
export class ProvidersGroup extends HttpApiGroup.make("providers")
  .add(
    HttpApiEndpoint.get("list", "/api/providers")
      .addSuccess(Schema.Array(ProviderSummary))
      .annotateContext(
        documented({
          summary: "The providers and their models",
          description:
            "Everything that a form needs to know: what each model takes and gives, and a JSON Schema of each provider's own options. The first provider and the first of its models are the default. A model is asked for as `provider:model`, or by its name or an alias."
        })
      )
  )
  .addError(errors[401], { status: 401 })
  .addError(errors[403], { status: 403 })
  .addError(errors[429], { status: 429 })
  .middleware(Access)
  .annotateContext(
    OpenApi.annotations({ title: "Providers", description: "What can be asked for." })
  ) {}
