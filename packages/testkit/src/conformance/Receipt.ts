/** Whether a receipt says how the picture was made. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Receipt, ReceiptFromJson } from "@easel/core/Receipt"
import { type Definition, expect, expectNone, notApplicable } from "./Definition.js"
import * as notedPicture from "./notedPicture.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

const identity: Definition = {
  id: "receipt/identity",
  title: "a receipt names provider, version, model and prompt, and survives JSON",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const run = yield* Run.generate(bench, rig)
      const { receipt } = yield* Run.responseOf(run)
      const { info, plugin } = bench
      const due = [
        ["provider", receipt.provider, plugin.id],
        ["providerVersion", receipt.providerVersion, plugin.version],
        ["model", receipt.model, info.name],
        ["prompt", receipt.prompt, run.prompt]
      ] as const
      const json = Either.flatMap(
        Schema.encodeEither(ReceiptFromJson)(receipt),
        Schema.decodeEither(ReceiptFromJson)
      )
      yield* expectNone([
        ...due.flatMap(([name, is, expected]) =>
          is === expected ? [] : [`${name} is "${is}", expected "${expected}"`]
        ),
        ...(Either.isRight(json) && Schema.is(Receipt)(json.right)
          ? []
          : ["it does not survive JSON"])
      ])
    })
}

const timings: Definition = {
  id: "receipt/timings",
  title: "its times are in order",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const run = yield* Run.generate(bench, rig)
      const { timings } = (yield* Run.responseOf(run)).receipt
      const { finished, firstPreview, started, submitted } = timings
      const inOrder = [submitted, started, firstPreview, finished].filter(
        (time) => time !== undefined
      )
      const sorted = inOrder.every((time, index) => time >= (inOrder[index - 1] ?? time))
      const previews = run.events.some(({ _tag }) => _tag === "ImagePreview")
      yield* expect(sorted, `out of order: ${JSON.stringify(timings)}`)
      yield* expect(
        previews === (firstPreview !== undefined),
        previews
          ? "it has no time of the first preview"
          : "it has the time of a preview, and none came"
      )
    })
}

const givenSeed: Definition = {
  id: "receipt/given-seed",
  title: "a seed that was given is used, and stands in the receipt",
  test: (bench) =>
    Effect.gen(function* () {
      const range = bench.info.takes.seed
      if (range === undefined) return yield* notApplicable("the model takes no seed")
      const rig = yield* Rig.open(bench)
      const problems: Array<string> = []
      for (const seed of [range.minimum, Math.min(range.maximum, range.minimum + 4711)]) {
        const response = yield* Effect.flatMap(Run.generate(bench, rig, { seed }), Run.responseOf)
        const used = response.receipt.seed
        if (used !== seed) problems.push(`seed ${seed} was given, and the receipt says ${used}`)
        const note = notedPicture.read((yield* Run.loaded(rig, response)).bytes)
        if (note !== undefined && note.seed !== seed) {
          problems.push(`seed ${seed} was given, and ${note.seed} reached the service`)
        }
      }
      return yield* expectNone(problems)
    })
}

const chosenSeed: Definition = {
  id: "receipt/chosen-seed",
  title: "without a seed the receipt has the one really used, or says unknown",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const response = yield* Effect.flatMap(Run.generate(bench, rig), Run.responseOf)
      const { seed } = response.receipt
      const note = notedPicture.read((yield* Run.loaded(rig, response)).bytes)
      const { gives } = bench.info
      yield* expect(
        !gives.seed || seed !== "unknown",
        "gives.seed is declared, and the receipt says unknown"
      )
      yield* expect(gives.seed || seed === "unknown", `gives.seed is not declared, got ${seed}`)
      yield* expect(
        note === undefined || seed === "unknown" || note.seed === seed,
        `the receipt says seed ${seed}, and ${note?.seed} was used`
      )
    })
}

export const checks: ReadonlyArray<Definition> = [identity, timings, givenSeed, chosenSeed]
