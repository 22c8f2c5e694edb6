import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { isRetryable } from "@easel/core/ImageError"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as FakeServer from "@easel/testkit/FakeServer"
import { listenTo } from "../support/Actor.js"
import { compositions, type Plan } from "../support/arbitraryPolicy.js"
import { breachOf } from "../support/eventGrammar.js"
import {
  type Answer,
  type End,
  type Script,
  type Step,
  type Submission,
  answers,
  makePaidModel,
  makeService
} from "../support/PaidService.js"
import { eventually } from "../support/TestService.js"

const providers = ["a", "b", "c"]

const http = NodeHttp.layer.pipe(
  Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map()))),
  Layer.orDie
)

const answer = FastCheck.constantFrom<Array<Answer>>(
  "taken",
  "taken",
  "taken",
  ...Object.keys(answers).filter((name): name is Answer => name in answers)
)

const submission: FastCheck.Arbitrary<Submission> = FastCheck.record({
  answer,
  pace: FastCheck.nat(4),
  steps: FastCheck.array(FastCheck.constantFrom<Array<Step>>("queued", "progress", "preview"), {
    maxLength: 3
  }),
  end: FastCheck.constantFrom<Array<End>>(
    "done",
    "done",
    "done",
    "done",
    "failed",
    "stalled",
    "cut",
    "garbage",
    "gone",
    "empty"
  )
})

const script: FastCheck.Arbitrary<Script> = FastCheck.tuple(submission, submission, submission)

interface Case {
  readonly plan: Plan
  readonly scripts: Readonly<Record<string, Script>>
  /** Milliseconds after which the caller gives up. */
  readonly patience: number | undefined
}

/** Makes one picture, gives up where the case says so, and tells what there is to know about it. */
const run = ({ patience, plan, scripts }: Case) =>
  Effect.gen(function* () {
    const { jobs, service } = makeService(scripts)
    const server = yield* FakeServer.start(service)
    const outcome = yield* Effect.gen(function* () {
      const models: Record<string, Effect.Effect.Success<ReturnType<typeof makePaidModel>>> = {}
      for (const id of providers) models[id] = yield* makePaidModel(id, server.baseUrl)
      const model = yield* plan.build(models)
      const { events, generation } = listenTo(model, { prompt: "cat", seed: 7 })
      const fiber = yield* Effect.fork(generation)
      if (patience !== undefined) {
        yield* Effect.raceFirst(Fiber.await(fiber), Effect.sleep(patience))
        yield* Fiber.interrupt(fiber)
      }
      const exit = yield* Fiber.await(fiber)
      const loaded = Exit.isSuccess(exit)
        ? yield* Effect.exit(model.load(exit.value.images[0]))
        : undefined
      return { events, exit, loaded }
    }).pipe(Effect.scoped, Effect.provide(http))
    // The client is gone, so that no socket may be left.
    yield* eventually(() => server.openReplies() === 0 && server.openSockets() === 0)
    return { ...outcome, jobs }
  }).pipe(Effect.scoped)

describe("whatever policies are composed, and whatever goes wrong", () => {
  it.live.prop(
    "a job is accepted at most once by each model, and the generation ends as it should",
    {
      plan: compositions(providers, 3),
      scripts: FastCheck.record({ a: script, b: script, c: script }),
      patience: FastCheck.oneof(
        { weight: 4, arbitrary: FastCheck.constant(undefined) },
        { weight: 1, arbitrary: FastCheck.nat(60) }
      )
    },
    (given) =>
      Effect.gen(function* () {
        const about = `${given.plan.text} ${JSON.stringify(given.scripts)}`
        const { events, exit, jobs, loaded } = yield* run(given)

        const accepted = providers.map(
          (id) => jobs.filter(({ provider }) => provider === id).length
        )
        assert.isTrue(
          accepted.every((count) => count <= 1),
          `accepted ${accepted.join(", ")}: ${about}`
        )
        assert.isUndefined(breachOf(events, Exit.isSuccess(exit)), about)

        // A job that hangs ends by a deadline, a faster model or the caller: it is cancelled.
        for (const { cancelled, polls, submission } of jobs) {
          if (submission.end === "stalled" && polls > submission.steps.length) {
            assert.isTrue(cancelled, about)
          }
        }

        if (Exit.isSuccess(exit)) {
          assert.strictEqual(loaded?._tag, "Success", about)
          return
        }
        const { cause } = exit
        if (given.patience !== undefined && Cause.isInterruptedOnly(cause)) return
        const error = yield* Effect.mapError(Cause.failureOption(cause), () => cause)
        if (isRetryable(error)) assert.deepStrictEqual(accepted, [0, 0, 0], about)
      }),
    { fastCheck: { numRuns: 80 }, timeout: 60_000 }
  )
})
