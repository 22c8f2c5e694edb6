import type { FakeReply } from "@easel/core/Fake"

type Headers = NonNullable<FakeReply["headers"]>

const lowerCase = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

/** The later ones win, however their names are written. */
export const mergeHeaders = (
  headers: Headers | undefined,
  changes: Headers | undefined
): Headers => ({
  ...lowerCase(headers ?? {}),
  ...lowerCase(changes ?? {})
})
