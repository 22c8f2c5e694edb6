/** What a gateway says when it is there. */
import type { ImagePlugin } from "@easel/core/ImagePlugin"
import * as Effect from "effect/Effect"
import * as Table from "../listing/Table.js"
import * as Output from "../Output.js"
import * as Style from "../terminal/Style.js"
import * as serverKeys from "./keys.js"
import type { Place } from "./Place.js"

export interface Announced {
  readonly place: Place
  readonly plugins: ReadonlyArray<ImagePlugin>
  readonly keys: number
  readonly pictures: string | undefined
}

const addresses = ({ url }: Place) => ({
  page: `${url}/`,
  api: `${url}/docs`,
  openai: `${url}/v1`,
  mcp: `${url}/mcp`,
  metrics: `${url}/metrics`
})

const access = ({ keys, place }: Announced): string => {
  const needed = "a key is needed: Authorization: Bearer <key>"
  if (place.isLocal) {
    const key = keys === 0 ? "no key is needed" : needed
    return `Only programs on this machine can reach it; ${key}.`
  }
  return keys > 0
    ? `Others can reach it; ${needed}.`
    : `NO KEY IS NEEDED: everybody who reaches ${place.url} may generate pictures, at your cost. Set one: ${serverKeys.variable}="$(openssl rand -hex 24)"`
}

const standard = ([first]: ReadonlyArray<ImagePlugin>): string => {
  if (first === undefined) return "There is no provider."
  const note = first.note === undefined ? "" : ` (${first.note})`
  return `Without a model ${first.id} makes the picture${note}; EASEL_PROVIDER=ID changes that.`
}

const kept = (folder: string | undefined): string =>
  folder === undefined
    ? "Pictures are kept in memory; --pictures FOLDER keeps them there."
    : `Pictures are kept in ${folder}.`

const lines = (announced: Announced): ReadonlyArray<string> => {
  const { api, mcp, metrics, openai, page } = addresses(announced.place)
  return [
    `Easel ${EASEL_VERSION} serves ${announced.plugins.map(({ id }) => id).join(", ")}`,
    ...Table.definitions([
      ["page", page],
      ["API", api],
      ["OpenAI clients", `OPENAI_BASE_URL=${openai}`],
      ["MCP", mcp],
      ["metrics", metrics]
    ]).map((line) => `  ${line}`),
    access(announced),
    Style.dim(standard(announced.plugins)),
    Style.dim(kept(announced.pictures)),
    `Stop with Ctrl-C, or: kill ${process.pid}`
  ]
}

const jsonLine = ({ keys, place, plugins }: Announced): string =>
  JSON.stringify({
    _tag: "Serving",
    url: place.url,
    port: place.port,
    pid: process.pid,
    ...addresses(place),
    providers: plugins.map(({ id }) => id),
    keyNeeded: keys > 0
  })

/** For people on stderr; the address alone, or one JSON object, on stdout. */
export const announce = (announced: Announced, json: boolean): Effect.Effect<void> =>
  Effect.forEach(lines(announced), Output.note, { discard: true }).pipe(
    Effect.zipRight(Output.result(json ? jsonLine(announced) : announced.place.url))
  )
