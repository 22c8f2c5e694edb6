/** Chance that can be repeated: the seed is printed, and taken from `EASEL_TEST_SEED`. */
import * as Random from "effect/Random"
import * as Effect from "effect/Effect"

/** Runs an effect with chance from a seed of its own. */
export const seeded = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const seed = Number(process.env.EASEL_TEST_SEED ?? Date.now() % 1_000_000)
    console.log(`EASEL_TEST_SEED=${seed}`)
    return Effect.withRandom(effect, Random.make(seed))
  })

/** A number of tests, smaller or larger by a variable. */
export const amount = (variable: string, usual: number): number =>
  Number(process.env[variable] ?? usual)
