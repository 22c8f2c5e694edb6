/**
 * The conformance kit as vitest tests, one for each check.
 *
 * ```ts
 * import { conformance } from "@easel/testkit/vitest"
 * import plugin from "easel-provider-lantern"
 *
 * conformance({ plugin })
 * ```
 */
import { writeFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { afterAll, describe, it } from "vitest"
import * as Conformance from "./Conformance.js"
import * as Report from "./Report.js"
import { Skipped } from "./Verdict.js"

export interface Options extends Conformance.Subject {
  /** Where the report is written, as JSON when the name ends in `.json`, else as text. */
  readonly report?: string | undefined
}

/** The kit has a time limit of its own for each check, which says more than vitest's. */
const neverFirst = 10 * 60 * 1000

/** Registers the checks in a `describe` of the plugin's label; what is skipped says why. */
export const conformance = ({ report, ...subject }: Options): void => {
  // One after the other: some checks count what the whole process has open.
  describe.sequential(`${subject.plugin.label}: conformance`, () => {
    const results: Array<Report.Result> = []
    const checks = Conformance.checks(subject)
    for (const { id, run, skip, title } of checks) {
      const skipped = skip === undefined ? "" : ` (skipped: ${skip})`
      it.skipIf(skip !== undefined)(
        `${id}: ${title}${skipped}`,
        async (context) => {
          const verdict = await Effect.runPromise(run)
          results.push({ id, title, verdict })
          if (verdict._tag === "Failed") throw new Error(verdict.message)
          if (verdict._tag === "NotApplicable") context.skip(`not applicable: ${verdict.reason}`)
        },
        neverFirst
      )
    }
    afterAll(() => (report === undefined ? undefined : write(report, subject, results)))
  })
}

/** Writes nothing when only some of the checks ran, as under `vitest -t`. */
const write = async (
  path: string,
  subject: Conformance.Subject,
  results: ReadonlyArray<Report.Result>
): Promise<void> => {
  const complete = Conformance.checks(subject).flatMap(({ id, skip, title }) =>
    skip === undefined
      ? results.filter((result) => result.id === id)
      : [{ id, title, verdict: new Skipped({ reason: skip }) }]
  )
  if (complete.length < Conformance.checks(subject).length) return
  const report = Conformance.reportOf(subject, complete)
  const text = path.endsWith(".json")
    ? Schema.encodeSync(Report.ReportFromJson)(report)
    : Report.toText(report)
  await writeFile(path, `${text}\n`)
}
