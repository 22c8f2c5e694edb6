import { ModelInfo, type Takes } from "@easel/core/ModelInfo"
import { type OpenAiHost, openai } from "../OpenAiHost.js"

/** Id of the provider. */
export const id = "openai"

/** The sizes of the models before `gpt-image-2`. */
const threeSizes = {
  _tag: "SizeList",
  default: { width: 1024, height: 1024 },
  sizes: [
    { width: 1024, height: 1024 },
    { width: 1536, height: 1024 },
    { width: 1024, height: 1536 }
  ]
} as const

const older = new Set(["gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"])

/** OpenAI's own models; the first is the default. */
export const names = [
  "gpt-image-2",
  "gpt-image-2.6-sunburst",
  "gpt-image-2.6-flare",
  "gpt-image-2.5-sunburst",
  "gpt-image-2.5-flare",
  ...older
] as const

const takesOf = (name: string, host: OpenAiHost): Takes =>
  host === openai && older.has(name) ? { ...host.takes, size: threeSizes } : host.takes

/** What a model of a host takes and gives. */
export const modelOf = (name: string, host: OpenAiHost = openai): ModelInfo => {
  const takes = takesOf(name, host)
  return new ModelInfo({
    provider: id,
    name,
    label: `${name} (${host.label})`,
    aliases: [],
    working: true,
    supportsStream: false,
    supportsSystemMessage: false,
    supportsMessageHistory: false,
    takes,
    gives: {
      ...(host.gives ?? { queue: false, progress: "None" }),
      previews: host.streams,
      seed: takes.seed !== undefined,
      cancel: false
    }
  })
}
