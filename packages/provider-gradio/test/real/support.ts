/** What tests against real Gradio servers share. */
import { afterAll, beforeAll } from "vitest"
import { it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import { NodeHttp } from "@easel/node"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type RealGradio, type RealGradioOptions, start, type VersionLine } from "./RealGradio.js"

/** Settings of the person who runs the tests have no say in them. */
const noSettings = Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))

/** A test over real sockets, with an HTTP client of its own. */
export const test = <E>(
  name: string,
  effect: () => Effect.Effect<void, E, HttpClient.HttpClient | Scope.Scope>
) =>
  it.scopedLive(name, () =>
    Effect.suspend(effect).pipe(Effect.provide(Layer.provide(NodeHttp.layer, noSettings)))
  )

/** A server for the tests of a block; it ends with them, whatever became of them. */
export const realServer = (line: VersionLine, options: RealGradioOptions): (() => RealGradio) => {
  let running: RealGradio | undefined
  beforeAll(async () => {
    running = await start(line, options)
  })
  afterAll(() => running?.stop())
  return () => {
    if (running === undefined) throw new Error(`Gradio ${line} is not up`)
    return running
  }
}

/** Waits until the server has printed it. */
export const printed = (server: RealGradio, text: string) =>
  Effect.sync(() => server.log().includes(text)).pipe(
    Effect.repeat({ until: (found) => found, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("10 seconds")
  )
