/** Plugins as somebody else would write them: files in a folder of their own. */
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type RunOptions, easel } from "./easel.js"

/** Each run imports whole packages, file by file. */
export const patience = 120_000

/** Writes files, and the folders that they need; objects as JSON. */
export const write = (folder: string, files: Readonly<Record<string, string | object>>) =>
  Effect.promise(async () => {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, typeof content === "string" ? content : JSON.stringify(content))
    }
  })

/** A provider that asks a service for a picture in one call, with a stand-in of that service. */
export const lantern = (id = "lantern") => `
import {
  GeneratedImage, ImageModel, ImagePlugin, ModelInfo, PluginConfig, ProviderEvent, ServiceClient
} from "@easel/core"
import { Effect, Schema } from "effect"

const side = { width: 64, height: 64 }
const model = new ModelInfo.ModelInfo({
  provider: ${JSON.stringify(id)}, name: "${id}-1", label: "Lantern 1", aliases: [], working: true,
  supportsStream: false, supportsSystemMessage: false, supportsMessageHistory: false,
  takes: {
    size: { _tag: "SizeRange", default: side, minimum: 16, maximum: 512, multiple: 1 },
    negativePrompt: false, seed: { minimum: 0, maximum: 99 }, count: 1, images: 0, mask: false,
    strength: false, outputFormats: []
  },
  gives: { queue: false, progress: "None", previews: false, seed: true, cancel: false }
})

const settings = {
  baseUrl: PluginConfig.url("EASEL_LANTERN_BASE_URL", "http://127.0.0.1:9", "Address"),
  apiKey: PluginConfig.secret("EASEL_LANTERN_API_KEY", "Key")
}

const reply = (status, body, type = "application/json") =>
  ({ status, headers: { "content-type": type }, body })

const fake = {
  faults: { busy: "It asks to come back later" },
  environment: (baseUrl) => ({ EASEL_LANTERN_BASE_URL: baseUrl }),
  make: ({ draw, fault, latency }) => Effect.succeed({
    handle: ({ method, text, url }) => {
      if (method === "GET") {
        const { searchParams } = url
        const [seed, width, height] = ["seed", "width", "height"].map((name) => +searchParams.get(name))
        return Effect.map(
          draw({ prompt: searchParams.get("prompt"), seed, width, height, detail: 1 }),
          ({ bytes, mediaType }) => reply(200, bytes, mediaType)
        )
      }
      if (fault === "busy") return Effect.succeed(reply(429, "{}"))
      const picture = new URL("/picture?" + new URLSearchParams(JSON.parse(text)), url)
      return Effect.delay(Effect.succeed(reply(200, JSON.stringify({ url: picture.href }))), latency)
    }
  })
}

export default ImagePlugin.define({
  id: ${JSON.stringify(id)}, version: "1.2.3", label: "Lantern", homepage: "https://lantern.example",
  url: "https://lantern.example", apiEndpoint: "https://lantern.example/draw",
  models: [model], settings, options: Schema.Struct({ glow: Schema.optional(Schema.Number) }),
  fake: Effect.succeed(fake),
  make: () => Effect.gen(function* () {
    const { apiKey, baseUrl } = yield* PluginConfig.toConfig(settings)
    const client = yield* ServiceClient.make({
      provider: ${JSON.stringify(id)}, baseUrl, token: apiKey, retries: 0
    })
    return ImageModel.make({
      info: model, version: "1.2.3", options: Schema.Struct({ glow: Schema.optional(Schema.Number) }),
      load: client.load,
      generate: ({ height, prompt, seed = 7, width }) => Effect.map(
        client.json(
          { method: "POST", path: "/draw", json: { prompt, seed, width, height },
            phase: "Submit", repeat: "WhenRefused" },
          Schema.Struct({ url: Schema.String })
        ),
        ({ url }) => ProviderEvent.completed({ images: [GeneratedImage.fromUrl(url)], seed })
      )
    })
  })
})
`

/** A package of that name with the plugin in it. */
export const packageOf = (
  name: string,
  source: string,
  manifest: Readonly<Record<string, unknown>> = {}
) => ({
  [`node_modules/${name}/package.json`]: {
    name,
    version: "1.2.3",
    type: "module",
    exports: { ".": { import: "./index.js" } },
    ...manifest
  },
  [`node_modules/${name}/index.js`]: source
})

/** Settings that name these plugins. */
export const naming = (...plugins: ReadonlyArray<string>) => ({ "easel.config.json": { plugins } })

/** No service is asked. */
export const offline = {
  EASEL_SD35_BASE_URL: "http://127.0.0.1:9",
  EASEL_IMAGELABS_BASE_URL: "http://127.0.0.1:9"
}

/** Runs it in a folder, with a folder of settings that is not this machine's own. */
export const easelIn = (
  cwd: string,
  args: ReadonlyArray<string>,
  options: Omit<RunOptions, "cwd"> = {}
) =>
  easel(args, { ...options, cwd, env: { XDG_CONFIG_HOME: join(cwd, ".config"), ...options.env } })

const Provider = Schema.parseJson(Schema.Struct({ id: Schema.optional(Schema.String) }))

/** The ids that `easel providers` lists. */
export const providersIn = (cwd: string, args: ReadonlyArray<string> = [], options = {}) =>
  Effect.map(easelIn(cwd, ["providers", "--json", ...args], options), (result) => ({
    ...result,
    ids: result.lines.map((line) => Schema.decodeSync(Provider)(line).id ?? line)
  }))
