import { NodeHttp } from "@easel/node"
import { conformance } from "@easel/testkit/vitest"
import plugin from "@easel/provider-comfyui"

// Node has a web socket of its own from version 22 on only.
conformance({ plugin, http: NodeHttp.layer, report: process.env["EASEL_KIT_REPORT"] })
