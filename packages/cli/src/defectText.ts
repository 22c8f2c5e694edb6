import { inspect } from "node:util"
import { readable } from "./terminal/readable.js"

/** What a plugin threw, on one line. */
export const defectText = (defect: unknown): string =>
  readable(defect instanceof Error ? defect.message : inspect(defect, { depth: 0 }))
