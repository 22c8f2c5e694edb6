import { conformance } from "@easel/testkit/vitest"
import { plugin } from "../src/index.js"

conformance({ plugin })
