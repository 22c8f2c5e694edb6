import plugin from "@easel/provider-fal"
import { conformance } from "@easel/testkit/vitest"

conformance({ plugin })

// The model that also edits.
conformance({ plugin, request: { model: "fal-ai/flux-2", prompt: "A lamp" } })
