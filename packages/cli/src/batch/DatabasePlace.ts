/** Which database a command is about. */
import { existsSync } from "node:fs"
import * as BatchDatabase from "@easel/batch/BatchDatabase"
import type { DatabaseError } from "@easel/batch/BatchError"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { UsageError } from "../UsageError.js"
import { type Commands, commandsWith } from "./Commands.js"
import { standard } from "./standardPlace.js"

export interface DatabasePlace {
  readonly location: BatchDatabase.Location
  /** Without user and password. */
  readonly name: string
  /** That find the same database again. */
  readonly commands: Commands
}

const variable = "EASEL_DATABASE"

/** As it is typed again, and the variables that say what it does not. */
interface Typed {
  readonly address: string
  readonly secrets: ReadonlyArray<string>
}

const plain = (text: string): Typed => ({ address: text, secrets: [] })

/** PostgreSQL's own variable takes the place of a password. */
const withoutSecrets = (text: string): Typed => {
  const url = new URL(text)
  const hasPassword = url.password !== "" || url.searchParams.has("password")
  url.password = ""
  url.searchParams.delete("password")
  return { address: url.href, secrets: hasPassword ? ["PGPASSWORD"] : [] }
}

/** The flag `--database`, then the environment, then the file in the current folder. */
export const choose = (flag: Option.Option<string>): Effect.Effect<DatabasePlace, DatabaseError> =>
  Effect.gen(function* () {
    const named = process.env[variable] ?? ""
    const text = Option.getOrElse(flag, () => (named === "" ? standard : named))
    const location = yield* BatchDatabase.parse(text)
    const name = BatchDatabase.nameOf(location)
    if (Option.isNone(flag)) return { location, name, commands: commandsWith([]) }
    const { address, secrets } = location._tag === "File" ? plain(text) : withoutSecrets(text)
    return { location, name, commands: commandsWith(["--database", address], secrets) }
  })

/** No file is made by asking for what is in it. */
export const chooseExisting = (
  flag: Option.Option<string>
): Effect.Effect<DatabasePlace, DatabaseError | UsageError> =>
  Effect.filterOrFail(
    choose(flag),
    ({ location }) => location._tag === "Postgres" || existsSync(location.path),
    ({ name }) =>
      new UsageError({
        message: `there are no batches: ${name} is not there`,
        hint: `begin one: easel batch run FILE; or name another database: --database, ${variable}`
      })
  )

/** Several programs may work on it at once. */
export const isShared = ({ location }: DatabasePlace): boolean => location._tag === "Postgres"
