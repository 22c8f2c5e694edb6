/** Any Space behind a hub that knows it, for the tests of the provider. */
import { assert } from "@effect/vitest"
import type { ImageRequest, Input } from "@easel/core/ImageRequest"
import type { Component, Endpoint } from "@easel/provider-gradio/fake/Endpoint"
import * as FakeSpace from "@easel/provider-gradio/fake/FakeSpace"
import * as Gradio from "@easel/provider-gradio/Gradio"
import { FakeServer, type Fault } from "@easel/testkit"
import * as Effect from "effect/Effect"
import { endpoint, http, pictureOutput } from "./support.js"

export const picture = { label: "Result", component: "Image" }
export const seedOutput = { label: "Seed", component: "Number" }

export const withInputs = (
  inputs: ReadonlyArray<Component>,
  outputs: ReadonlyArray<Component> = [picture]
): Effect.Effect<Endpoint> =>
  Effect.map(pictureOutput(), (made) => ({
    ...endpoint([outputs.map((output) => (output === picture ? made : 7))]),
    inputs,
    outputs
  }))

interface Settings {
  readonly endpoints: Readonly<Record<string, Endpoint>>
  readonly fake?: Partial<FakeSpace.Options>
  readonly faults?: ReadonlyArray<Fault.Fault>
  readonly options?: Gradio.Options
}

/** A hub that knows the Space `me/mine`, and the provider pointed at it. */
export const start = ({ endpoints, fake, faults = [], options }: Settings) =>
  Effect.gen(function* () {
    const service = yield* FakeSpace.make({ endpoints, hubId: "me/mine", ...fake })
    const server = yield* FakeServer.start(service, { faults })
    const hubUrl = new URL(server.baseUrl)
    const model = yield* Gradio.make({ hubUrl, space: "me/mine", ...options })
    return { server, model }
  })

/** The inputs that were sent, and what was heard. */
export const sent = (settings: Settings, request: Input) =>
  Effect.gen(function* () {
    const { model, server } = yield* start(settings)
    const warnings: Array<string> = []
    const { images, receipt } = yield* model.generate(request, (event) =>
      Effect.sync(() => {
        if (event._tag === "Warning") warnings.push(event.message)
      })
    )
    const post = server.requests.find(({ url }) => url.pathname.includes("/call/"))
    const { data }: { readonly data: ReadonlyArray<unknown> } = JSON.parse(post?.text ?? "{}")
    return { data, images, receipt, warnings, server }
  }).pipe(Effect.scoped, Effect.provide(http))

export const refusal = (settings: Settings, request: Input) =>
  Effect.gen(function* () {
    const { model, server } = yield* start(settings)
    const error = yield* Effect.flip(model.generate(request))
    assert.strictEqual(error._tag, "InvalidRequest")
    assert.isFalse(server.requests.some(({ method }) => method === "POST"))
    return error._tag === "InvalidRequest" ? error : assert.fail()
  }).pipe(Effect.scoped, Effect.provide(http))

export const prompt = "a fox"
export const text = { name: "prompt" }

export const gradio = (options: object): Pick<typeof ImageRequest.Type, "providerOptions"> => ({
  providerOptions: { gradio: { ...options } }
})
