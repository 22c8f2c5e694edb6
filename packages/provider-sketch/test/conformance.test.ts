import plugin from "@easel/provider-sketch"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })
