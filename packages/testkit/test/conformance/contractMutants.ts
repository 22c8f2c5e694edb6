import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as ImageModel from "@easel/core/ImageModel"
import * as PluginConfig from "@easel/core/PluginConfig"
import { info, lantern, settings } from "./lantern.js"
import type { Mutant } from "./Mutant.js"

const size = { ...info.takes.size, default: { width: 100, height: 100 } }

const openKey = {
  ...settings.apiKey,
  config: Config.withDefault(Config.string(settings.apiKey.variable), "")
}

const good = lantern()

/** What a plugin says about itself, and how it is built. */
export const contractMutants: ReadonlyArray<Mutant> = [
  {
    name: "an id with a space",
    breaks: "contract/identity",
    changes: { definition: { id: "my lantern" } }
  },
  {
    name: "a default size that is not legal",
    breaks: "contract/models",
    changes: { info: { takes: { ...info.takes, size } } }
  },
  {
    name: "an alias that is also the name",
    breaks: "contract/models",
    changes: { info: { aliases: [info.name] } }
  },
  {
    name: "a key that is not marked secret",
    breaks: "contract/settings",
    changes: {
      definition: { settings: { ...settings, apiKey: { ...settings.apiKey, secret: false } } }
    }
  },
  {
    name: "a key that is no Redacted",
    breaks: "contract/settings",
    changes: { definition: { settings: { ...settings, apiKey: openKey } } }
  },
  {
    name: "a setting without a description",
    breaks: "contract/settings",
    changes: {
      definition: { settings: { ...settings, note: PluginConfig.text("LANTERN_NOTE", "") } }
    }
  },
  {
    name: "a broken address is a defect",
    breaks: "contract/broken-settings",
    changes: { definition: { make: (model) => Effect.orDie(good.make(model)) } }
  },
  {
    name: "unknown options are passed over",
    breaks: "contract/options",
    changes: {
      service: ({ service }) => ({
        ...service,
        resolve: (request) => service.resolve({ ...request, providerOptions: undefined })
      })
    }
  },
  {
    name: "requests without a stand-in",
    breaks: "contract/stand-in",
    changes: { definition: { fake: undefined } }
  },
  {
    name: "an error of the settings that quotes the key",
    breaks: "secrets/settings",
    changes: {
      definition: {
        make: (model) =>
          Effect.flatMap(settings.apiKey.config, (key) => {
            const text = key === undefined ? "" : Redacted.value(key)
            return /[\r\n]/.test(text)
              ? Effect.fail(ConfigError.InvalidData([settings.apiKey.variable], `not ${text}`))
              : good.make(model)
          })
      }
    }
  },
  {
    name: "a request when it is built",
    breaks: "idle/quiet",
    changes: { built: ({ service }) => Effect.ignore(service.generate({ prompt: "hello" })) }
  },
  {
    name: "a fiber that waits from the beginning",
    breaks: "idle/quiet",
    changes: { built: () => Effect.asVoid(Effect.forkDaemon(Effect.never)) }
  },
  {
    name: "a heavy layer",
    breaks: "idle/heap",
    changes: {
      service: ({ service }) => {
        const ballast = new Uint8Array(1024 * 1024)
        return ImageModel.fromGenerate({
          ...service,
          load: (image) => (ballast.length > 0 ? service.load(image) : Effect.never)
        })
      }
    }
  }
]
