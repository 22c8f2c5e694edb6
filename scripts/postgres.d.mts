export interface Postgres {
  /** Of the database that is there from the beginning. */
  readonly url: string
  /** Makes an empty database and gives its address. */
  readonly create: (name: string) => string
  readonly stop: () => Promise<void>
}
export const hasPostgres: () => boolean
export const startPostgres: () => Promise<Postgres>
