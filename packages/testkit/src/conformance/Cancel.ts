/** What becomes of a generation that nobody waits for any more. */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { FakeRequest } from "@easel/core/Fake"
import type { Failed } from "../Verdict.js"
import type { Bench } from "./Bench.js"
import { type Definition, expect, expectNone, fail, notApplicable } from "./Definition.js"
import { eventually, moment } from "./eventually.js"
import { networked } from "./networked.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

/** A stand-in that works far longer than any check. */
const endless = Duration.minutes(10)

/** Slow enough that no deadline passes meanwhile. */
const speed = 20

/** Waits until the stand-in has the job and the plugin waits for it. */
const underWay = ({ server }: Rig.Rig): Effect.Effect<boolean> =>
  Effect.zipLeft(
    eventually(Effect.sync(() => server?.requests.some(Run.isSubmission) ?? false)),
    moment
  )

interface Interrupted {
  readonly rig: Rig.Rig
  /** Every request before. */
  readonly before: ReadonlyArray<FakeRequest>
  readonly exit: Exit.Exit<unknown, unknown>
}

/** Interrupts a generation that is under way. */
const interrupt = (bench: Bench): Effect.Effect<Interrupted, Failed, Scope.Scope> =>
  Effect.gen(function* () {
    const latency = bench.fake === undefined ? undefined : endless
    const rig = yield* Rig.open(bench, { latency, speed })
    const heard = yield* Deferred.make<void>()
    const fiber = yield* Effect.fork(
      Run.generate(bench, rig, {}, () => Deferred.succeed(heard, undefined))
    )
    if (rig.server === undefined) yield* Effect.raceFirst(Deferred.await(heard), moment)
    else if (!(yield* underWay(rig))) return yield* fail("the submission never arrived")
    const before = [...(rig.server?.requests ?? [])]
    return { rig, before, exit: yield* Fiber.interrupt(fiber) }
  })

const isClosed = (rig: Rig.Rig) =>
  eventually(Effect.sync(() => (rig.server?.openReplies() ?? 0) === 0))

const address = ({ method, url }: FakeRequest): string => `${method} ${url.pathname}`

/** Requests like those before, so that one which cancels the job does not count. */
const continued = ({ before, rig }: Interrupted): number => {
  const known = new Set(before.map(address))
  return rig.server?.requests.filter((asked) => known.has(address(asked))).length ?? 0
}

const sockets: Definition = {
  id: "cancel/sockets",
  title: "an interruption closes the sockets, and nothing more is asked",
  test: (bench) =>
    Effect.gen(function* () {
      const interrupted = yield* interrupt(bench)
      const { exit, rig } = interrupted
      yield* expect(Exit.isInterrupted(exit), "the interruption came out as something else")
      yield* expect(yield* isClosed(rig), "the service still writes an answer that nobody reads")
      const asked = continued(interrupted)
      yield* moment
      yield* expect(continued(interrupted) === asked, "requests go on after the interruption")
    })
}

const fibers: Definition = {
  id: "cancel/fibers",
  title: "an interruption ends every fiber of the generation",
  test: (bench) =>
    Effect.gen(function* () {
      const { rig } = yield* interrupt(bench)
      const ended = yield* eventually(Effect.map(rig.fibers, (alive) => alive === 0))
      yield* expect(ended, `${yield* rig.fibers} fibers of the plugin are still alive`)
    })
}

const service: Definition = {
  id: "cancel/service",
  title: "an interruption tells the service, where gives.cancel says so",
  test: (bench) =>
    Effect.gen(function* () {
      if (!bench.info.gives.cancel) yield* notApplicable("the model does not declare gives.cancel")
      yield* networked(bench)
      const { before, rig } = yield* interrupt(bench)
      const known = new Set(before.map(address))
      const told = yield* eventually(
        Effect.sync(() => rig.server?.requests.some((asked) => !known.has(address(asked))) ?? false)
      )
      yield* expect(told, "gives.cancel is declared, and no request tells the service to stop")
    })
}

const reader: Definition = {
  id: "cancel/reader",
  title: "a reader who leaves a stream ends the generation",
  test: (bench) =>
    Effect.gen(function* () {
      yield* networked(bench)
      const rig = yield* Rig.open(bench, { latency: endless, speed })
      const { prompt } = Run.newPrompt(bench)
      const fiber = yield* Effect.fork(
        rig.inside(Stream.runDrain(rig.model.stream(Run.requestOf(bench, prompt))))
      )
      yield* expect(yield* underWay(rig), "the submission never arrived")
      yield* Fiber.interrupt(fiber)
      const closed = yield* isClosed(rig)
      const ended = yield* eventually(Effect.map(rig.fibers, (alive) => alive === 0))
      yield* expectNone([
        ...(closed ? [] : ["the service still writes an answer that nobody reads"]),
        ...(ended ? [] : [`${yield* rig.fibers} fibers of the plugin are still alive`])
      ])
    })
}

export const checks: ReadonlyArray<Definition> = [sockets, fibers, service, reader]
