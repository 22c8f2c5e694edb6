import * as Context from "effect/Context"

/** Bytes of bodies that are being read, of all requests of this process together. */
export class Budget {
  private held = 0

  constructor(readonly limit: number) {}

  /** False when it would be too much; then nothing is taken. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.limit) return false
    this.held += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.held -= bytes
  }
}

const mebibyte = 1024 * 1024

/** The budget of this process. */
export class BodyBudget extends Context.Reference<BodyBudget>()("@easel/server/BodyBudget", {
  defaultValue: () => new Budget(512 * mebibyte)
}) {}
