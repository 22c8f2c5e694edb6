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
import { builtIn } from "../Plugins.js"
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
const providerChecks = Effect.forEach(builtIn, ProviderCheck.check, {
  concurrency: "unbounded"
}).pipe(
  Effect.provide(NodeHttp.layer),
  Effect.orElseSucceed(() => [])
)

const examine = Effect.gen(function* () {
  const folder = process.cwd()
  const found = yield* Effect.all({
    network,
    choice,
    providers: providerChecks,
    folder: Effect.either(prepareFolder(folder))
  })
  const verdict = Verdict.of({
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
    providers: found.providers,
    verdict
  }
})

/** Prints the report; the exit code says whether `easel generate` works. */
export const run = (input: { readonly json: boolean }): Effect.Effect<void> =>
  Effect.gen(function* () {
    const report: Report.Report = yield* examine
    const lines = input.json ? [Report.toJson(report)] : Report.toText(report)
    yield* Effect.forEach(lines, Output.result, { discard: true })
    yield* Effect.sync(() => {
      process.exitCode = report.verdict.exitCode
    })
  })
