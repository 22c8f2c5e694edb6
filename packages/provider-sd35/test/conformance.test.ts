import plugin from "@easel/provider-sd35"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })
