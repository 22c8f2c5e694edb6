import { conformance } from "@easel/testkit/vitest"
import plugin from "@easel/provider-sdapi"

conformance({ plugin, report: process.env["EASEL_KIT_REPORT"] })
