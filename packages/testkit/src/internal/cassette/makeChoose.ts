import * as Either from "effect/Either"
import { InvalidRequest } from "@easel/core/ImageError"
import { Warning } from "@easel/core/ImageEvent"
import { type Asked, type Difference, differences } from "./differences.js"
import type { Cassette, Track } from "./Format.js"

/** The recording that answers, and what must be said before it. */
export interface Choice {
  readonly track: Track
  readonly warning: Warning | undefined
}

interface Candidate {
  readonly track: Track
  readonly differences: ReadonlyArray<Difference>
}

const least = (
  candidates: ReadonlyArray<Candidate>,
  amount: (candidate: Candidate) => number
): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>(
    (best, candidate) =>
      best === undefined || amount(candidate) < amount(best) ? candidate : best,
    undefined
  )

const replayed = ({ differences }: Candidate): Warning => {
  const names = differences.map(({ option }) => option).join(", ")
  const message = `this is a recording, which was made with another ${names}`
  return new Warning({ code: "Replayed", message })
}

/**
 * Finds the recording for a request: of those that fit the one that was played least, the first of
 * several. When none fits, that is an error which names a field of the nearest, or with `any` all
 * recordings fit.
 */
export const makeChoose = ({ model, tracks }: Cassette, any: boolean) => {
  const played = new Map<Track, number>()
  const plays = ({ track }: Candidate) => played.get(track) ?? 0

  const take = (candidate: Candidate, warning: Warning | undefined): Choice => {
    played.set(candidate.track, plays(candidate) + 1)
    return { track: candidate.track, warning }
  }

  return (asked: Asked): Either.Either<Choice, InvalidRequest> => {
    const all = tracks.map((track) => ({
      track,
      differences: differences(track, asked, model.provider)
    }))
    const same = least(
      all.filter(({ differences }) => differences.length === 0),
      plays
    )
    if (same !== undefined) return Either.right(take(same, undefined))
    const other = any ? least(all, plays) : undefined
    if (other !== undefined) return Either.right(take(other, replayed(other)))
    const [difference] = least(all, ({ differences }) => differences.length)?.differences ?? []
    return Either.left(
      new InvalidRequest({
        provider: model.provider,
        model: model.name,
        option: difference?.option ?? "request",
        reason: "the cassette was recorded with another one",
        legal: difference?.recorded
      })
    )
  }
}
