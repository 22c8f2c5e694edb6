/** What the findings mean: does `easel generate` work, and what to type next. */
import * as ErrorReport from "../ErrorReport.js"
import { ExitCode } from "../ExitCode.js"
import type { FileError } from "../FileError.js"
import type { Choice } from "./Choice.js"
import type { ProviderCheck } from "./ProviderCheck.js"

export interface Verdict {
  readonly exitCode: ExitCode
  /** Why `easel generate` does not work; missing when it does. */
  readonly problem: string | undefined
  /** The next command to type. */
  readonly next: string
}

export interface Findings {
  /** What is wrong with a file that names plugins. */
  readonly configFault: string | undefined
  /** What is wrong with the proxy's settings. */
  readonly networkFault: string | undefined
  readonly folderFault: FileError | undefined
  readonly choice: Choice
  readonly providers: ReadonlyArray<ProviderCheck>
}

const generate = (flags: string): string => `easel generate ${flags}"A cat wearing a hat"`

/** Removes what is wrong; what is missing has to come from the person. */
const mend = ({ plugin, settings }: ProviderCheck): string => {
  const wrong = settings.find(({ fault }) => fault !== undefined)
  if (wrong === undefined) return `easel providers ${plugin.id}`
  return wrong.required && !wrong.set ? `export ${wrong.variable}=…` : `unset ${wrong.variable}`
}

const isUsable = ({ faults, reachability }: ProviderCheck): boolean =>
  faults.length === 0 && (reachability === undefined || reachability._tag === "Reachable")

const ofProvider = (check: ProviderCheck, usable: ProviderCheck | undefined): Verdict => {
  const { faults, plugin, reachability } = check
  const [fault] = faults
  if (fault !== undefined) {
    const problem = `${plugin.id} is not configured rightly: ${fault}`
    return { exitCode: ExitCode.usage, problem, next: mend(check) }
  }
  if (reachability?._tag === "Unreachable") {
    const problem = `${plugin.id} can't be reached: ${reachability.reason}`
    const next = usable === undefined ? "easel doctor" : generate(`-p ${usable.plugin.id} `)
    return { exitCode: ExitCode.transport, problem, next }
  }
  if (reachability?._tag === "Challenge") {
    const problem = `${plugin.id} hides behind a Cloudflare page`
    return { exitCode: ExitCode.response, problem, next: `easel providers ${plugin.id}` }
  }
  return { exitCode: ExitCode.done, problem: undefined, next: generate("") }
}

/** The first thing that stands in the way decides. */
export const of = (findings: Findings): Verdict => {
  const { choice, configFault, folderFault, networkFault, providers } = findings
  if (configFault !== undefined) {
    return { exitCode: ExitCode.usage, problem: configFault, next: "easel doctor" }
  }
  if (networkFault !== undefined) {
    return {
      exitCode: ExitCode.usage,
      problem: networkFault,
      next: `unset ${/^\w+/.exec(networkFault)?.[0] ?? ""}`
    }
  }
  if (choice.fault !== undefined) {
    return { exitCode: ExitCode.usage, problem: choice.fault, next: "unset EASEL_PROVIDER" }
  }
  if (folderFault !== undefined) {
    const next = generate('-o "$HOME" ')
    return { exitCode: ErrorReport.exitCodeOf(folderFault), problem: folderFault.message, next }
  }
  const chosen = providers.find(({ plugin }) => plugin.id === choice.provider)
  return chosen === undefined
    ? { exitCode: ExitCode.done, problem: undefined, next: generate("") }
    : ofProvider(chosen, providers.find(isUsable))
}
