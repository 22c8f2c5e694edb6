import type { Readable, Writable } from "node:stream"
import { finished } from "node:stream/promises"
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio"
import * as Effect from "effect/Effect"
import type { Service as Caller } from "../Caller.js"
import * as protocolServer from "./protocolServer.js"
import type { RunTool } from "./runTool.js"
import type { Tool } from "./Tool.js"

export interface Streams {
  readonly input: Readable
  readonly output: Writable
  readonly identity: protocolServer.Identity
  readonly tools: ReadonlyArray<Tool>
  readonly run: RunTool
  readonly caller: Caller
}

/** Pictures to edit come in base64. */
const maximumMessage = 64 * 1024 * 1024

/** Serves until the client closes the input; what it has called is then cancelled. */
export const serveStreams = ({ caller, identity, input, output, run, tools }: Streams) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      serveStdio(() => protocolServer.make(identity, tools, () => ({ caller, run })), {
        transport: new StdioServerTransport(input, output, { maxBufferSize: maximumMessage })
      })
    ),
    () => Effect.promise(() => finished(input, { writable: false }).catch(() => undefined)),
    (handle) => Effect.promise(() => handle.close())
  )
