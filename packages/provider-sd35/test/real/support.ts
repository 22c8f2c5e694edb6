/** The provider, and any function of the Space, at a real Gradio server. */
import { afterAll, beforeAll } from "vitest"
import { it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImageError } from "@easel/core/ImageError"
import type { ImageResponse } from "@easel/core/ImageEvent"
import * as ImageModel from "@easel/core/ImageModel"
import type { Input } from "@easel/core/ImageRequest"
import { NodeHttp } from "@easel/node"
import * as GradioSpace from "@easel/provider-gradio/GradioSpace"
import * as Sd35 from "@easel/provider-sd35/Sd35"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import {
  type RealGradio,
  type RealGradioOptions,
  start,
  type VersionLine
} from "../../../provider-gradio/test/real/RealGradio.js"

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

/** The provider as it is. */
export const sd35 = (server: RealGradio, options: Sd35.Options = {}) =>
  Sd35.make({ baseUrl: new URL(server.baseUrl), ...options })

/** The smallest picture that the Space makes, in few steps. */
export const small: Input = { prompt: "a fox", width: 512, height: 512, steps: 4 }

/**
 * A function of the Space beside `infer`, with inputs that our own checks need not allow. After a
 * 500, Gradio closes the connection without saying so: a retry within a few milliseconds would
 * still find it open and break, so `backoff` is no shorter.
 */
export const variant = (
  server: RealGradio,
  api: string,
  data: ReadonlyArray<unknown> = ["a fox", "", 7, false, 512, 512, 4.5, 4]
) =>
  Effect.map(
    GradioSpace.make({ provider: "sd35", baseUrl: new URL(server.baseUrl), backoff: "100 millis" }),
    (space) =>
      ImageModel.make({
        info: Sd35.model,
        version: "0.0.0",
        options: Schema.Struct({}),
        generate: (_, emit) => space.generate({ api, data, seedOutput: 1 }, emit),
        load: space.load
      })
  )

export interface Made {
  readonly response: ImageResponse
  readonly asset: ImageAsset
}

/** A picture, made and fetched. */
export const picture = (
  model: ImageModel.Service,
  request: Input = small
): Effect.Effect<Made, ImageError> =>
  Effect.gen(function* () {
    const response = yield* model.generate(request)
    return { response, asset: yield* model.load(response.images[0]) }
  })

/** Waits until the server has printed it. */
export const printed = (server: RealGradio, text: string) =>
  Effect.sync(() => server.log().includes(text)).pipe(
    Effect.repeat({ until: (found) => found, schedule: Schedule.spaced("20 millis") }),
    Effect.timeout("10 seconds")
  )
