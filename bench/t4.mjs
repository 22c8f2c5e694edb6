import inspector from "node:inspector"
import { Effect, Stream, Channel, Supervisor, Layer, RuntimeFlags, Runtime } from "effect"
const mode = process.argv[2]
const e = mode==="channel" ? Channel.run(Channel.void) : Stream.runDrain(Stream.empty)
for (let i=0;i<5000;i++) await Effect.runPromiseExit(e)
let ops=0; const names=new Map()
class S extends Supervisor.AbstractSupervisor { onEffect(f, op){ ops++; const k=op._op; names.set(k,(names.get(k)||0)+1) } }
const rt = await Effect.runPromise(Effect.runtime().pipe(Effect.provide(Supervisor.addSupervisor(new S())), Effect.provide(Layer.enableOpSupervision ?? Layer.empty)).pipe(x=>x)).catch(e=>console.log(e))
await Effect.runPromiseExit(e.pipe(Effect.supervised(new S()), Effect.withRuntimeFlagsPatch ? Effect.withRuntimeFlagsPatch((await import("effect")).RuntimeFlagsPatch.enable(RuntimeFlags.OpSupervision)) : x=>x))
console.log("ops", ops, [...names])
const ses = new inspector.Session(); ses.connect(); const post=(m,p)=>new Promise((r,j)=>ses.post(m,p,(e,x)=>e?j(e):r(x)));
await post("HeapProfiler.startSampling",{samplingInterval:2048, includeObjectsCollectedByMajorGC:true, includeObjectsCollectedByMinorGC:true});
for (let i=0;i<2000;i++) await Effect.runPromiseExit(e); const {profile} = await post("HeapProfiler.stopSampling");
let tot=0; const walk=n=>{tot+=n.selfSize; n.children.forEach(walk)}; walk(profile.head); console.log("KB/run", tot/2000/1024)
