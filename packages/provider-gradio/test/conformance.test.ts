import { conformance } from "@easel/testkit/vitest"
import { plugin } from "./spacePlugin.js"

conformance({ plugin })
