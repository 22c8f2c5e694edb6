/** `easel doctor`: what is there, what works, and what to type next. */
import { isatty } from "node:tty"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { contractVersion } from "@easel/core/ImagePlugin"
import * as NodeHttp from "@easel/node/NodeHttp"
import * as ProxySettings from "@easel/node/ProxySettings"
import { prepareFolder } from "../generate/saveFile.js"
import * as SettingList from "../listing/SettingList.js"
import { withoutUserinfo } from "../listing/withoutUserinfo.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import type { Loaded } from "../plugins/Loaded.js"
import * as TerminalSettings from "../terminal/TerminalSettings.js"
import { choice } from "./Choice.js"
import * as ProviderCheck from "./ProviderCheck.js"
import * as Report from "./Report.js"
import * as Verdict from "./Verdict.js"

/** The proxy that leads to the services, or what is wrong with its settings. */
const network = Effect.match(ProxySettings.config, {
  onFailure: (error) => ({ proxy: undefined, fault: SettingList.describe(error) }),
  onSuccess: ({ httpProxy, httpsProxy = httpProxy }) => ({
    proxy: httpsProxy === undefined ? undefined : withoutUserinfo(httpsProxy),
    fault: undefined
  })
})

/** Without a network that can be used, nobody is asked. */
const providerChecks = ({ plugins }: Loaded) =>
  Effect.forEach(plugins, ProviderCheck.check, { concurrency: "unbounded" }).pipe(
    Effect.provide(NodeHttp.layer),
    Effect.orElseSucceed(() => [])
  )

/** Every plugin that is named, or what is wrong with a file that names them. */
const loadPlugins = (names: ReadonlyArray<string>) =>
  Effect.match(Plugins.load(names), {
    onFailure: ({ message }) => ({ loaded: Plugins.nothingNamed, configFault: message }),
    onSuccess: (loaded) => ({ loaded, configFault: undefined })
  })

const examine = (names: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const folder = process.cwd()
    const { configFault, loaded } = yield* loadPlugins(names)
    const found = yield* Effect.all({
      network,
      choice: choice(loaded),
      providers: providerChecks(loaded),
      folder: Effect.either(prepareFolder(folder))
    })
    const verdict = Verdict.of({
      configFault,
      networkFault: found.network.fault,
      folderFault: Either.isLeft(found.folder) ? found.folder.left : undefined,
      choice: found.choice,
      providers: found.providers
    })
    return {
      versions: { easel: EASEL_VERSION, node: process.version, contract: contractVersion },
      terminal: { ...TerminalSettings.current(), isTTY: isatty(2) },
      folder,
      folderFault: Either.isLeft(found.folder) ? found.folder.left.message : undefined,
      proxy: found.network.proxy,
      networkFault: found.network.fault,
      choice: found.choice,
      loaded,
      providers: found.providers,
      verdict
    }
  })

/** Prints the report; the exit code says whether `easel generate` works. */
export const run = (input: {
  readonly plugin: ReadonlyArray<string>
  readonly json: boolean
}): Effect.Effect<void, never, Plugins.Plugins> =>
  Effect.gen(function* () {
    const report: Report.Report = yield* examine(input.plugin)
    const lines = input.json ? [Report.toJson(report)] : Report.toText(report)
    yield* Effect.forEach(lines, Output.result, { discard: true })
    yield* Effect.sync(() => {
      process.exitCode = report.verdict.exitCode
    })
  })
