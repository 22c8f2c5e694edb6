/** A provider's stand-in on a real socket, drawn with the smallest pictures. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import sd35 from "@easel/provider-sd35"
import * as FakeServer from "@easel/testkit/FakeServer"
import type { Fault } from "@easel/testkit/Fault"
import * as TestPicture from "@easel/testkit/TestPicture"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Options {
  readonly latency?: Duration.DurationInput | undefined
  /** Of the wire. */
  readonly fault?: string | undefined
  /** Of the network. */
  readonly faults?: ReadonlyArray<Fault> | undefined
}

/** Starts the stand-in of a plugin; `env` points the command line at it. */
export const standIn = (options: Options = {}, plugin: ImagePlugin = sd35) =>
  Effect.gen(function* () {
    const fake = yield* plugin.fake ?? Effect.dieMessage(`${plugin.id} has no stand-in`)
    const service = yield* fake.make({
      draw: TestPicture.draw,
      latency: Duration.decode(options.latency ?? 0),
      fault: options.fault
    })
    const server = yield* FakeServer.start(service, { faults: options.faults })
    return { server, env: { ...fake.environment(server.baseUrl), EASEL_PROVIDER: plugin.id } }
  })
