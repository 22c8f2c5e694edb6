/** What is left after good, failed and interrupted generations. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Fault from "../Fault.js"
import { lay } from "./aim.js"
import type { Bench } from "./Bench.js"
import { type Definition, expect } from "./Definition.js"
import { eventually, moment } from "./eventually.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** So often everything is done where what is lost is counted against what a pool may keep. */
const many = 5

/** And where nothing may be lost. */
const few = 2

/** A pool may open so many more sockets; one that is lost each round is more. */
const spare = 2

const good = (bench: Bench, rig: Rig.Rig) =>
  Effect.flatMap(Effect.flatMap(Run.generate(bench, rig), Run.responseOf), (response) =>
    Run.load(rig, response)
  )

/** Generations that end well, badly, and not at all. */
const use = (bench: Bench, rig: Rig.Rig, rounds: number) =>
  Effect.gen(function* () {
    for (let round = 0; round < rounds; round++) {
      yield* good(bench, rig)
      const fiber = yield* Effect.fork(Run.generate(bench, rig))
      yield* Effect.sleep("10 millis")
      yield* Fiber.interrupt(fiber)
    }
    lay(rig, "submit", Fault.status({ times: rounds }, 400))
    yield* Effect.replicateEffect(Run.generate(bench, rig), rounds, { discard: true })
  })

const sockets: Definition = {
  id: "leaks/sockets",
  title: "sockets do not add up over generations",
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench)
      const open = () => rig.server?.openSockets() ?? 0
      yield* good(bench, rig)
      yield* good(bench, rig)
      const before = open()
      yield* use(bench, rig, many)
      const settled = yield* eventually(
        Effect.sync(() => open() <= before + spare && rig.server?.openReplies() === 0)
      )
      yield* expect(settled, `${before} sockets at first, then ${open()}`)
    })
}

const fibers: Definition = {
  id: "leaks/fibers",
  title: "fibers end with their generation, and all of them with the layer",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const before = yield* rig.fibers
      yield* use(bench, rig, few)
      const settled = yield* eventually(Effect.map(rig.fibers, (alive) => alive <= before))
      yield* expect(settled, `${before} fibers at first, then ${yield* rig.fibers}`)
      yield* rig.close
      const closed = yield* eventually(Effect.map(rig.fibers, (alive) => alive === 0))
      yield* expect(closed, `${yield* rig.fibers} fibers outlive the layer`)
    })
}

/** Timers that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length

const ticking: Definition = {
  id: "leaks/timers",
  title: "no timer keeps the process alive after the layer",
  test: (bench) =>
    Effect.gen(function* () {
      yield* moment
      const before = timers()
      yield* Effect.scoped(Effect.flatMap(Rig.open(bench), (rig) => use(bench, rig, few)))
      let after = before
      // The pause between two questions is a timer too, and over when it asks.
      const settled = yield* eventually(
        Effect.sync(() => {
          after = timers()
          return after <= before
        })
      )
      yield* expect(settled, `${before} timers before the layer was built, and ${after} after it`)
    })
}

export const checks: ReadonlyArray<Definition> = [sockets, fibers, ticking]
