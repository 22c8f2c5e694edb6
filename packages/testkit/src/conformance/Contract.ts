/** Who the plugin says it is. */
import * as Effect from "effect/Effect"
import { contractVersion } from "@easel/core/ImagePlugin"
import { type Definition, expectNone } from "./Definition.js"

const identity: Definition = {
  id: "contract/identity",
  title: "says who it is: id, version, contract version, label",
  test: ({ plugin }) =>
    Effect.suspend(() => {
      const problems: Array<string> = []
      if (!/^[a-z][a-z0-9-]*$/.test(plugin.id)) {
        problems.push(`id "${plugin.id}": expected lower-case letters, digits and hyphens`)
      }
      if (!/^\d+\.\d+\.\d+/.test(plugin.version)) {
        problems.push(`version "${plugin.version}": expected one such as "1.2.3"`)
      }
      if (plugin.contractVersion !== contractVersion) {
        problems.push(`contract version "${plugin.contractVersion}": expected "${contractVersion}"`)
      }
      if (plugin.label.trim() === "") problems.push("the label is empty")
      return expectNone(problems)
    })
}

export const checks: ReadonlyArray<Definition> = [identity]
