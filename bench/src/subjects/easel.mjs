import * as GeneratedImage from "@easel/core/GeneratedImage"
import * as ImageModel from "@easel/core/ImageModel"
import { ModelInfo } from "@easel/core/ModelInfo"
import * as ProviderEvent from "@easel/core/ProviderEvent"
import * as ServiceClient from "@easel/core/ServiceClient"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
const info = new ModelInfo({ provider: "bench", name: "m", label: "Bench", aliases: [], working: true, supportsStream: false, supportsSystemMessage: false, supportsMessageHistory: false,
  takes: { size: { _tag: "SizeList", default: { width: 1024, height: 1024 }, sizes: [{ width: 1024, height: 1024 }] }, negativePrompt: false, count: 1, images: 0, mask: false, strength: false, outputFormats: [] },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false } })
const Event = Schema.Struct({event_id: Schema.String})
const make = (baseUrl) => Effect.map(ServiceClient.make({ provider: "bench", baseUrl: new URL(baseUrl) }), (client) =>
    ImageModel.make({ info, version: "0.0.0", options: Schema.Struct({}), load: client.load,
      generate: (request, emit) => client.json({ method: "POST", path: "/gradio_api/call/infer", json: { data: [request.prompt] }, phase: "Submit", repeat: "UntilAccepted" }, Event).pipe(
       Effect.flatMap(({event_id}) => Effect.zipRight(emit(ProviderEvent.accepted(event_id)), client.followEvents({method:"GET", path: `/gradio_api/call/infer/${event_id}`, phase:"Wait", repeat:"Always"}, 
         (e) => e.event === "generating" ? Effect.as(emit(ProviderEvent.preview(GeneratedImage.fromUrl(JSON.parse(e.data)[0].url))), Option.none()) : Effect.succeed(Option.some(ProviderEvent.completed({images:[GeneratedImage.fromUrl(JSON.parse(e.data)[0].url)], seed: 5}))))))) }))
export const variant = (mode) => (baseUrl) => {
  const runtime = ManagedRuntime.make(Layer.scoped(ImageModel.ImageModel, make(baseUrl)).pipe(Layer.provide(NodeHttp.layer)))
  const program = mode === "generate" ? Effect.suspend(() => { let n = 1; return Effect.map(ImageModel.generate({ prompt: "a cat" }, () => { n++; return Effect.void }), () => n) }): Stream.runCount(ImageModel.stream({ prompt: "a cat" }))
  return () => runtime.runPromise(program).then(n => { if (n !== 4) throw new Error("n " + n) })
}
export const client = (baseUrl) => {
  const runtime = ManagedRuntime.make(Layer.scoped(ServiceClient.ProxyHttpClient, ServiceClient.make({ provider: "bench", baseUrl: new URL(baseUrl) })).pipe(Layer.provide(NodeHttp.layer)))
  const client = runtime.runSync(ServiceClient.ProxyHttpClient)
  const program = Effect.suspend(()=>{ let n=0; return client.json({ method: "POST", path: "/gradio_api/call/infer", json: { data: ["x"] }, phase: "Submit", repeat: "UntilAccepted" }, Event).pipe(
       Effect.flatMap(({event_id}) => client.followEvents({method:"GET", path: `/gradio_api/call/infer/${event_id}`, phase:"Wait", repeat:"Always"}, (e) => { n++; JSON.parse(e.data); return Effect.succeed(e.event === "generating" ? Option.none() : Option.some(n)) })) ) })
  return () => runtime.runPromise(program).then(n => { if (n !== 4) throw new Error("n " + n) })
}
export const jsonOnly = (baseUrl) => {
  const runtime = ManagedRuntime.make(Layer.scoped(ServiceClient.ProxyHttpClient, ServiceClient.make({ provider: "bench", baseUrl: new URL(baseUrl) })).pipe(Layer.provide(NodeHttp.layer)))
  const client = runtime.runSync(ServiceClient.ProxyHttpClient)
  const program = Effect.suspend(()=>client.json({ method: "POST", path: "/gradio_api/call/infer", json: { data: ["x"] }, phase: "Submit", repeat: "UntilAccepted" }, Event))
  return () => runtime.runPromise(program)
}
export const open = variant("generate")
