import plugin from "@easel/provider-imagelabs"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })
