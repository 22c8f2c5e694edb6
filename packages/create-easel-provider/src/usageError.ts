/** What the person typed can't be done; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
