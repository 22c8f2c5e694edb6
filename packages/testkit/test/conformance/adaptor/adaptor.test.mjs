// Run by ../vitest.test.ts in a vitest of its own.
import { writeFileSync } from "node:fs"
import * as Conformance from "@easel/testkit/Conformance"
import { conformance } from "@easel/testkit/vitest"
import { lantern } from "../lantern.ts"

const plugin = lantern({ definition: { id: "my lantern" } })
const kept = ["kit/skips", "contract/identity", "contract/settings"]
const skip = Conformance.checks({ plugin })
  .filter(({ id }) => !kept.includes(id))
  .map(({ id }) => ({ check: id, reason: "not of interest here" }))

if (process.env.ADAPTOR_REPORT !== undefined) {
  writeFileSync(process.env.ADAPTOR_REPORT, "")
  conformance({ plugin, skip, report: process.env.ADAPTOR_REPORT })
}
