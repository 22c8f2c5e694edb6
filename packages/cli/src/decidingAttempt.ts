import { type AllAttemptsFailed, type AttemptError, isRefusal } from "@easel/core/ImageError"

/** The attempt that speaks for all: the first that was sent, or the first when none was. */
export const decidingAttempt = ({ attempts }: AllAttemptsFailed): AttemptError =>
  attempts.find((attempt) => !isRefusal(attempt)) ?? attempts[0]
