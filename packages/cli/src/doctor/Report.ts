/** The findings, for people and for programs. */
import type { Loaded } from "../plugins/Loaded.js"
import * as PluginState from "../plugins/PluginState.js"
import * as SettingList from "../listing/SettingList.js"
import * as Table from "../listing/Table.js"
import type { TerminalSettings } from "../terminal/TerminalSettings.js"
import type { Choice } from "./Choice.js"
import type { ProviderCheck } from "./ProviderCheck.js"
import * as Reachability from "./Reachability.js"
import type { Verdict } from "./Verdict.js"

export interface Report {
  readonly versions: { readonly easel: string; readonly node: string; readonly contract: string }
  readonly terminal: TerminalSettings & { readonly isTTY: boolean }
  readonly folder: string
  readonly folderFault: string | undefined
  /** Without a password. */
  readonly proxy: string | undefined
  readonly networkFault: string | undefined
  readonly choice: Choice
  readonly loaded: Loaded
  readonly providers: ReadonlyArray<ProviderCheck>
  readonly verdict: Verdict
}

/** One JSON object. */
export const toJson = (report: Report): string => {
  const { choice, folder, folderFault, networkFault, proxy, terminal, verdict, versions } = report
  return JSON.stringify({
    ok: verdict.exitCode === 0,
    problem: verdict.problem,
    next: verdict.next,
    uses: choice,
    versions,
    terminal,
    output: { folder, writable: folderFault === undefined, fault: folderFault },
    network: { proxy, fault: networkFault },
    providers: report.providers.map(({ account, baseUrl, faults, plugin, ...check }) => ({
      id: plugin.id,
      version: plugin.version,
      contractVersion: plugin.contractVersion,
      baseUrl: baseUrl?.origin,
      faults,
      reachability: check.reachability,
      account,
      settings: check.settings
    })),
    plugins: PluginState.ofLoaded(report.loaded),
    ignored: report.loaded.ignored
  })
}

const graphics: Readonly<Record<TerminalSettings["graphics"], string>> = {
  Kitty: "pictures by the Kitty protocol",
  ITerm2: "pictures by the iTerm2 protocol",
  Blocks: "pictures as half-blocks",
  None: "no pictures"
}

const terminalText = ({ color, graphics: way, isTTY, trueColor }: Report["terminal"]): string =>
  [
    isTTY ? "a terminal" : "no terminal (a pipe or file)",
    color ? (trueColor ? "true colour" : "colours") : "no colours",
    graphics[way]
  ].join(", ")

const summary = (check: ProviderCheck): string => {
  const [fault] = check.faults
  if (fault !== undefined) return `not configured rightly: ${fault}`
  if (check.reachability === undefined) return "ready, needs no network"
  return Reachability.describe(check.reachability)
}

/** The settings that are set, and keys; the others stand in `easel providers <id>`. */
const settingLines = ({ settings }: ProviderCheck): ReadonlyArray<readonly [string, string]> =>
  settings
    .filter(({ fault, secret, set }) => set || secret || fault !== undefined)
    .map((state) => [state.variable, SettingList.shown(state)])

const providerLines = (check: ProviderCheck): ReadonlyArray<string> => [
  `  ${check.plugin.id} ${check.plugin.version}`,
  ...Table.definitions(
    [
      ["state", summary(check)],
      ...(check.baseUrl === undefined ? [] : [["address", check.baseUrl.origin] as const]),
      ...(check.account === undefined ? [] : [["account", check.account] as const]),
      ...settingLines(check)
    ],
    4
  )
]

const pluginText = ({ file, id, reason }: PluginState.PluginState): string =>
  [
    reason === undefined ? `the provider ${id ?? ""}` : `can't be used: ${reason}`,
    file === undefined ? "named by --plugin" : `named in ${file}`
  ].join(", ")

const pluginLines = (loaded: Loaded): ReadonlyArray<string> => {
  const ignored = loaded.ignored.map(({ file, reason }) => [file, `ignored: ${reason}`] as const)
  const named = PluginState.ofLoaded(loaded).map(
    (state) => [state.name, pluginText(state)] as const
  )
  return named.length + ignored.length === 0
    ? []
    : ["", "Plugins", ...Table.definitions([...named, ...ignored], 2)]
}

/** What a person reads, the next command last. */
export const toText = (report: Report): ReadonlyArray<string> => {
  const { choice, folder, networkFault, proxy, terminal, verdict, versions } = report
  return [
    ...Table.definitions([
      ["easel", `${versions.easel} (plugin contract ${versions.contract})`],
      ["Node", versions.node],
      ["terminal", terminalText(terminal)],
      ["folder", `${folder}, ${report.folderFault ?? "can be written"}`],
      ["proxy", networkFault ?? proxy ?? "none"],
      ["uses", `${choice.provider ?? "nothing"}: ${choice.why}`]
    ]),
    "",
    "Providers",
    ...report.providers.flatMap(providerLines),
    ...pluginLines(report.loaded),
    "",
    verdict.problem === undefined
      ? "easel generate works. Next, type:"
      : `easel generate does not work: ${verdict.problem}. Next, type:`,
    `  ${verdict.next}`
  ]
}
