import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Readiness = Schema.Struct({ status: Schema.String, problems: Schema.Array(Schema.String) })

const isEasel = Schema.is(Readiness)

const readiness = (address: string): Effect.Effect<Option.Option<unknown>> =>
  Effect.tryPromise(async (signal): Promise<unknown> => {
    const response = await fetch(`${address}/readyz`, { signal })
    return response.json()
  }).pipe(Effect.timeout("1 second"), Effect.option)

const lookUp = (port: number): string =>
  process.platform === "win32" ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`

/** Who has a port that can't be had, and what to do. */
export const whoIsThere = (address: string, port: number): Effect.Effect<string> =>
  Effect.map(readiness(address), (answer) =>
    Option.exists(answer, isEasel)
      ? `Easel serves there already: ${address}; for another one choose a --port`
      : `choose another --port, 0 for any that is free; who has it: ${lookUp(port)}`
  )
