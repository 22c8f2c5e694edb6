import type { FakeRequest } from "@easel/core/Fake"
import type { Repeated, Step } from "../FakeScript.js"

const isList = (
  steps: Step | ReadonlyArray<Step | Repeated>
): steps is ReadonlyArray<Step | Repeated> => Array.isArray(steps)

const toRepeated = (step: Step | Repeated): Repeated =>
  typeof step === "function" || step._tag === "Answer" ? { _tag: "Repeated", step, times: 1 } : step

const segmentsOf = (path: string): ReadonlyArray<string> => path.split("/").slice(1)

const fits = (pattern: ReadonlyArray<string>, path: ReadonlyArray<string>): boolean => {
  const open = pattern.at(-1) === "*"
  const fixed = open ? pattern.slice(0, -1) : pattern
  return (
    (open ? path.length >= fixed.length : path.length === fixed.length) &&
    fixed.every((segment, index) =>
      segment.startsWith(":") ? path[index] !== "" : segment === path[index]
    )
  )
}

/** One route of a script, and how far it has come. */
export class Scene {
  private readonly method: string
  private readonly segments: ReadonlyArray<string>
  private readonly query: URLSearchParams
  private readonly steps: ReadonlyArray<Repeated>
  private asked = 0

  constructor(
    private readonly route: string,
    steps: Step | ReadonlyArray<Step | Repeated>
  ) {
    const [method = "", target = ""] = route.split(" ")
    const [path = "", query = ""] = target.split("?")
    this.method = method
    this.segments = segmentsOf(path)
    this.query = new URLSearchParams(query)
    this.steps = isList(steps)
      ? steps.map(toRepeated)
      : [{ _tag: "Repeated", step: steps, times: Number.POSITIVE_INFINITY }]
  }

  matches({ method, url }: FakeRequest): boolean {
    return (
      method === this.method &&
      fits(this.segments, segmentsOf(url.pathname)) &&
      Array.from(this.query).every(([name, value]) => url.searchParams.getAll(name).includes(value))
    )
  }

  /** The step of the next request; `undefined` when there is none left. */
  next(): Step | undefined {
    let before = this.asked++
    return this.steps.find(({ times }) => {
      const isDue = before < times
      before -= times
      return isDue
    })?.step
  }

  /** Why there is no step. */
  get exhausted(): string {
    return `"${this.route}" was asked ${this.asked} times and has ${this.total}`
  }

  private get total(): number {
    return this.steps.reduce((sum, { times }) => sum + times, 0)
  }

  /** The steps that were never due, in words. */
  unused(): ReadonlyArray<string> {
    let before = 0
    return this.steps.flatMap(({ times }, index) => {
      const used = Math.min(Math.max(0, this.asked - before), times)
      before += times
      if (used === times || (used > 0 && times === Number.POSITIVE_INFINITY)) return []
      const which = this.steps.length === 1 ? "" : ` (step ${index + 1} of ${this.steps.length})`
      const left = used === 0 ? "was not asked for" : `was asked for ${used} of ${times} times`
      return [`"${this.route}"${which} ${left}`]
    })
  }
}
