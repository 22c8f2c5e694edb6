import * as Redacted from "effect/Redacted"

/** Flags can be read by everybody on the machine, and land in the history of the shell. */
export const variable = "EASEL_SERVER_API_KEYS"

/** The keys of the flags and of the environment, where commas divide them. */
export const keysOf = (
  flags: ReadonlyArray<string>,
  environment: string | undefined
): ReadonlyArray<Redacted.Redacted> =>
  [...flags, ...(environment ?? "").split(",")]
    .map((key) => key.trim())
    .filter((key) => key !== "")
    .map((key) => Redacted.make(key))
