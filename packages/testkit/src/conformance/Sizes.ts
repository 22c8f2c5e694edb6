/** Whether sizes are what they are declared to be. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ImageSize from "@easel/core/ImageSize"
import type { ImageSize as Size, SizeCapability } from "@easel/core/ImageSize"
import { type Definition, expectNone, notApplicable } from "./Definition.js"
import * as notedPicture from "./notedPicture.js"
import * as Rig from "./Rig.js"
import * as Run from "./Run.js"

const square = (side: number): Size => ({ width: side, height: side })

/** The sizes at the edge of what is legal. */
const legal = (capability: SizeCapability): ReadonlyArray<Size> => {
  if (capability._tag === "SizeList") return capability.sizes
  const { maximum, minimum } = capability
  const [smallest, largest] = [square(minimum), square(maximum)].map((size) =>
    ImageSize.nearest(capability, size)
  )
  if (smallest === undefined || largest === undefined) return []
  return [
    smallest,
    largest,
    { width: smallest.width, height: largest.height },
    { width: largest.width, height: smallest.height }
  ]
}

const isLegal = (capability: SizeCapability, size: Size): boolean =>
  ImageSize.format(ImageSize.nearest(capability, size)) === ImageSize.format(size)

/** Sizes just beyond it. */
const illegal = (capability: SizeCapability): ReadonlyArray<Size> => {
  const candidates =
    capability._tag === "SizeList"
      ? capability.sizes.map(({ height, width }) => ({ width: width + 1, height }))
      : [
          square(capability.minimum - 1),
          square(capability.maximum + 1),
          square(capability.minimum + 1)
        ]
  return candidates.filter(
    (size) => size.width > 0 && size.width <= 16384 && !isLegal(capability, size)
  )
}

const edges: Definition = {
  id: "parameters/size-edges",
  title: "sizes at the edge of what is declared are taken",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const { prompt } = Run.newPrompt(bench)
      const problems = yield* Effect.forEach(legal(bench.info.takes.size), (size) =>
        Effect.match(rig.inside(rig.model.resolve(Run.requestOf(bench, prompt, size))), {
          onFailure: (error) => [`${ImageSize.format(size)} is refused: ${error.message}`],
          onSuccess: ({ request: { height, width } }) =>
            width === size.width && height === size.height
              ? []
              : [`${ImageSize.format(size)} became ${width}x${height}`]
        })
      )
      yield* expectNone(problems.flat())
    })
}

const beyond: Definition = {
  id: "parameters/size-refused",
  title: "other sizes are refused before anything is sent, with a legal one",
  test: (bench) =>
    Effect.gen(function* () {
      const { size: capability } = bench.info.takes
      const sizes = illegal(capability)
      if (sizes.length === 0) yield* notApplicable("every size is legal")
      const rig = yield* Rig.open(bench)
      const problems: Array<string> = []
      for (const size of sizes) {
        const { exit } = yield* Run.generate(bench, rig, size)
        const error = Run.errorOf(exit)
        const name = ImageSize.format(size)
        if (Either.isLeft(error))
          problems.push(`${name} is not legal, and came out as ${error.left}`)
        else if (error.right._tag !== "InvalidRequest") {
          problems.push(`${name}: expected InvalidRequest, got ${error.right._tag}`)
        } else if (error.right.legal === undefined) {
          problems.push(`${name} is refused without a legal size`)
        }
      }
      const sent = rig.server?.requests.length ?? 0
      if (sent > 0) problems.push(`${sent} requests were sent`)
      yield* expectNone(problems)
    })
}

/** The smallest legal size and another one, with sides that differ where that is legal. */
const tried = (capability: SizeCapability): ReadonlyArray<Size> => {
  const [first] = legal(capability)
  if (first === undefined) return []
  const wider = ImageSize.nearest(capability, {
    width: first.width + (capability._tag === "SizeRange" ? capability.multiple : 1),
    height: first.height
  })
  return [first, wider]
}

const used: Definition = {
  id: "parameters/size-used",
  title: "the size that was asked for reaches the service and stands in the receipt",
  test: (bench) =>
    Effect.gen(function* () {
      const rig = yield* Rig.open(bench)
      const problems: Array<string> = []
      for (const size of tried(bench.info.takes.size)) {
        const response = yield* Effect.flatMap(Run.generate(bench, rig, size), Run.responseOf)
        const name = ImageSize.format(size)
        const inReceipt = ImageSize.format(response.receipt.parameters)
        if (inReceipt !== name)
          problems.push(`${name} was asked for, the receipt says ${inReceipt}`)
        const note = notedPicture.read((yield* Run.loaded(rig, response)).bytes)
        if (note !== undefined && ImageSize.format(note) !== name) {
          problems.push(`${name} was asked for, and ${ImageSize.format(note)} reached the service`)
        }
      }
      yield* expectNone(problems)
    })
}

export const checks: ReadonlyArray<Definition> = [edges, beyond, used]
