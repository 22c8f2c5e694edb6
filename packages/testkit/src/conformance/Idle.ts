/** What a layer costs that nobody uses. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Effect from "effect/Effect"
import { type Definition, expect, expectNone } from "./Definition.js"
import { moment } from "./eventually.js"
import * as Rig from "./Rig.js"

const quiet: Definition = {
  id: "idle/quiet",
  title: "a layer that was built and is not used sends nothing and runs nothing",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      yield* moment
      const fibers = yield* rig.fibers
      const sockets = rig.server?.openSockets() ?? 0
      const requests = rig.server?.requests.length ?? 0
      yield* expectNone([
        ...(fibers > 0 ? [`${fibers} fibers run`] : []),
        ...(sockets > 0 ? [`${sockets} sockets are open`] : []),
        ...(requests > 0 ? [`${requests} requests were sent`] : [])
      ])
    })
}

const layers = 100

const defaultHeap = 20 * 1024 * 1024

/** Collects what is no longer used, so that the heap can be compared. */
const collectGarbage = Effect.sync(() => {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  if (typeof collect === "function") collect()
})

const memory = Effect.map(collectGarbage, () => {
  const { external, heapUsed } = process.memoryUsage()
  return heapUsed + external
})

const size: Definition = {
  id: "idle/heap",
  title: `${layers} idle layers stay small`,
  test: (bench) =>
    Effect.gen(function* () {
      const limit = bench.subject.tolerances?.idleHeap ?? defaultHeap
      const rig = yield* Rig.open(bench)
      const before = yield* memory
      const built = yield* Effect.replicateEffect(rig.build, layers)
      const grown = (yield* memory) - before
      yield* expect(
        grown <= limit,
        `${built.length} layers keep ${grown} bytes, at most ${limit} are fine`
      )
    })
}

export const checks: ReadonlyArray<Definition> = [quiet, size]
