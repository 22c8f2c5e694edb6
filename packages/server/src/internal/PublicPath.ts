import * as Context from "effect/Context"

/** What stands before the gateway's own paths where clients reach it: `""`, or as `"/easel"`. */
export class PublicPath extends Context.Reference<PublicPath>()("@easel/server/PublicPath", {
  defaultValue: () => ""
}) {}

export const publicPathOf = (publicUrl: string): string =>
  new URL(publicUrl).pathname.replace(/\/+$/, "")
