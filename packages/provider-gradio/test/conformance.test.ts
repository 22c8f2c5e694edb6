import plugin from "@easel/provider-gradio"
import { conformance } from "@easel/testkit/vitest"
import { plugin as ofOneSpace } from "./spacePlugin.js"

conformance({ plugin })

// A provider of a single Space that stands on the library.
conformance({ plugin: ofOneSpace })
