/** A batch is at rest without every picture. What is missing was told by then. */
import * as Data from "effect/Data"
import { counted, number } from "./view/words.js"

export class BatchIncomplete extends Data.TaggedError("BatchIncomplete")<{
  readonly done: number
  readonly total: number
}> {
  override get message(): string {
    const missing = this.total - this.done
    return `${number(missing)} of ${counted(this.total, "item")} ${missing === 1 ? "has" : "have"} no picture`
  }
}
