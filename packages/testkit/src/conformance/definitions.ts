import type { Definition } from "./Definition.js"
import * as Attach from "./Attach.js"
import * as Cancel from "./Cancel.js"
import * as Contract from "./Contract.js"
import * as Deadline from "./Deadline.js"
import * as Faults from "./Faults.js"
import * as Grammar from "./Grammar.js"
import * as Idle from "./Idle.js"
import * as Kit from "./Kit.js"
import * as Leaks from "./Leaks.js"
import * as Once from "./Once.js"
import * as Origin from "./Origin.js"
import * as Parallel from "./Parallel.js"
import * as Parameters from "./Parameters.js"
import * as Pressure from "./Pressure.js"
import * as Receipt from "./Receipt.js"
import * as Secrets from "./Secrets.js"
import * as Sizes from "./Sizes.js"
import * as Wire from "./Wire.js"

const checks: ReadonlyArray<Definition> = [
  ...Contract.checks,
  Attach.declared,
  ...Grammar.checks,
  ...Parameters.checks,
  ...Sizes.checks,
  ...Receipt.checks,
  ...Wire.checks,
  Attach.unknown,
  ...Faults.checks,
  ...Deadline.checks,
  ...Cancel.checks,
  ...Once.checks,
  Attach.kept,
  ...Secrets.checks,
  ...Origin.checks,
  ...Pressure.checks,
  ...Parallel.checks,
  ...Leaks.checks,
  ...Idle.checks
]

/** Every check of the kit, in the order of the report. */
export const definitions: ReadonlyArray<Definition> = [Kit.skips(checks), ...checks]
