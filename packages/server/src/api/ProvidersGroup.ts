import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"
import { Access } from "../Access.js"
import { ProviderSummary } from "../ProviderSummary.js"

/** What can be asked for. */
export class ProvidersGroup extends HttpApiGroup.make("providers")
  .add(HttpApiEndpoint.get("list", "/api/providers").addSuccess(Schema.Array(ProviderSummary)))
  .middleware(Access) {}
