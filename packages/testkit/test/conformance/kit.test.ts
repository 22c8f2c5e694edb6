import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ImageModel from "@easel/core/ImageModel"
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Conformance from "@easel/testkit/Conformance"
import * as Report from "@easel/testkit/Report"
import { Failed, Skipped } from "@easel/testkit/Verdict"
import { lantern } from "./lantern.js"
import { oneShot } from "./oneShot.js"

/** Time for a whole run on a busy machine. */
const wholeRun = 120_000

const verdictOf = (subject: Conformance.Subject, id: string) => {
  const check = Conformance.checks(subject).find((check) => check.id === id)
  return check === undefined ? Effect.dieMessage(`there is no check ${id}`) : check.run
}

describe("the kit", () => {
  it.live(
    "gives the best grade to a plugin that keeps every rule, with no check that does not apply",
    () =>
      Effect.gen(function* () {
        const report = yield* Conformance.run({ plugin: lantern() })
        const others = report.results.filter(({ verdict }) => verdict._tag !== "Passed")
        assert.deepStrictEqual(others, [])
        assert.strictEqual(report.grade, "A", Report.toText(report))
        assert.strictEqual(report.model, "lantern-1")
      }),
    wholeRun
  )

  it.live(
    "gives the best grade to a plugin of one call, and says what does not apply to it",
    () =>
      Effect.gen(function* () {
        const report = yield* Conformance.run({ plugin: oneShot })
        assert.strictEqual(report.grade, "A", Report.toText(report))
        const others = report.results.filter(({ verdict }) => verdict._tag === "NotApplicable")
        const groups = new Set(others.map(({ id }) => id.replace(/-.*/, "")))
        assert.deepStrictEqual(
          [...groups],
          [
            "receipt/given",
            "wire/wait",
            "wire/picture",
            "wire/attach",
            "faults/typed",
            "deadline/silent",
            "deadline/stalled",
            "cancel/service",
            "once/wait",
            "once/attach",
            "pressure/listener"
          ]
        )
      }),
    wholeRun
  )

  it("names every check once, as group and name", () => {
    const ids = Conformance.checks({ plugin: lantern() }).map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, ids.length)
    for (const id of ids) assert.match(id, /^[a-z]+\/[a-z0-9-]+$/)
  })

  it.live("skips with a reason, and runs nothing of what is skipped", () =>
    Effect.gen(function* () {
      const plugin = lantern({ definition: { make: () => Effect.die("built") } })
      const skip = [{ check: "grammar/gives", reason: " the service decides " }]
      const verdict = yield* verdictOf({ plugin, skip }, "grammar/gives")
      assert.deepStrictEqual(verdict, new Skipped({ reason: "the service decides" }))
      assert.strictEqual((yield* verdictOf({ plugin, skip }, "kit/skips"))._tag, "Passed")
    })
  )

  it.live("does not skip without a reason, and says so", () =>
    Effect.gen(function* () {
      const plugin = lantern()
      const skip = [{ check: "contract/identity", reason: "  " }]
      assert.strictEqual((yield* verdictOf({ plugin, skip }, "contract/identity"))._tag, "Passed")
      const message = 'the skip of "contract/identity" has no reason, so the check runs'
      assert.deepStrictEqual(
        yield* verdictOf({ plugin, skip }, "kit/skips"),
        new Failed({ message })
      )
    })
  )

  it.live("fails a skip of a check that it does not have", () =>
    Effect.gen(function* () {
      const skip = [{ check: "wire/submit-418", reason: "no teapot" }]
      assert.deepStrictEqual(
        yield* verdictOf({ plugin: lantern(), skip }, "kit/skips"),
        new Failed({ message: 'there is no check "wire/submit-418" to skip' })
      )
    })
  )

  it.live("is not held up by a plugin that can't be interrupted", () =>
    Effect.gen(function* () {
      const plugin = lantern({
        service: ({ service }) =>
          ImageModel.fromGenerate({
            ...service,
            generate: () => Effect.uninterruptible(Effect.never)
          })
      })
      const tolerances = { time: "200 millis" } as const
      assert.deepStrictEqual(
        yield* verdictOf({ plugin, tolerances }, "grammar/one-response"),
        new Failed({ message: "waited longer than 200ms" })
      )
    })
  )

  it.live("fails a plugin that throws, in words", () =>
    Effect.gen(function* () {
      const plugin: ImagePlugin = {
        ...lantern(),
        make: () => {
          throw new Error("the lamp exploded")
        }
      }
      const verdict = yield* verdictOf({ plugin }, "grammar/one-response")
      assert(verdict._tag === "Failed")
      assert.include(verdict.message, "the lamp exploded")
    })
  )

  it.live("checks the model that the request names", () =>
    Effect.gen(function* () {
      const [first] = lantern().models
      const [second] = lantern({ info: { name: "lantern-2", aliases: ["bright"] } }).models
      const plugin = lantern({ definition: { models: [first, second] } })
      const request = { prompt: "a lamp", model: "bright" }
      assert.strictEqual(Conformance.reportOf({ plugin, request }, []).model, "lantern-2")
      const verdict = yield* verdictOf({ plugin, request }, "receipt/identity")
      assert.strictEqual(verdict._tag, "Passed")
    })
  )
})
