import { ImageEvent, GeneratedImage, ImageRequest, ModelInfo, ImageModel, ProviderEvent, Telemetry } from "@easel/core"
import { Effect, Stream, Schema, Metric, Mailbox, Deferred, Fiber, Chunk, Option } from "effect"
const info = new ModelInfo.ModelInfo({ provider: "bench", name: "m", label: "Bench", aliases: [], working: true, supportsStream: false, supportsSystemMessage: false, supportsMessageHistory: false,
  takes: { size: { _tag: "SizeList", default: { width: 1024, height: 1024 }, sizes: [{ width: 1024, height: 1024 }] }, negativePrompt: false, count: 1, images: 0, mask: false, strength: false, outputFormats: [] },
  gives: { queue: false, progress: "None", previews: false, seed: false, cancel: false } })
const ta = async (name, eff, n=10000) => { for (let i=0;i<6000;i++) await Effect.runPromiseExit(eff); const s=process.cpuUsage(); for (let i=0;i<n;i++) await Effect.runPromiseExit(eff); const c=process.cpuUsage(s); console.log(name.padEnd(50), ((c.user+c.system)/n).toFixed(2),"us") }
const done = ProviderEvent.completed({images:[GeneratedImage.fromUrl("http://x/y.png")]})
const mk = (generate) => ImageModel.make({info, version:"0", options: Schema.Struct({}), load: ()=>Effect.die(1), generate})
await ta("resolve", mk(()=>Effect.succeed(done)).resolve({prompt:"x"}))
await ta("model.generate trivial", mk(()=>Effect.succeed(done)).generate({prompt:"x"}))
await ta("model.generate 3 previews async", mk((r,emit)=>Effect.as(Effect.forEach([1,2,3],()=>Effect.zipRight(Effect.yieldNow(), emit(ProviderEvent.preview(done.images[0]))),{discard:true}),done)).generate({prompt:"x"}))
await ta("model.stream trivial", Stream.runDrain(mk(()=>Effect.succeed(done)).stream({prompt:"x"})))
await ta("fork sleep + interrupt", Effect.gen(function*(){ const f = yield* Effect.forkDaemon(Effect.sleep("10 minutes")); yield* Effect.yieldNow(); f.unsafeInterruptAsFork(f.id()) }))
await ta("fork await", Effect.gen(function*(){ const f = yield* Effect.forkDaemon(Effect.void); return yield* Fiber.await(f) }))
