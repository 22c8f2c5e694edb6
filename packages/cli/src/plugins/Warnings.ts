/** What is said on stderr about plugins that can't be used. */
import type { ModelNotFound, ProviderNotFound } from "@easel/core/ImageError"
import * as Style from "../terminal/Style.js"
import { readable } from "../terminal/readable.js"
import { faults, type Loaded } from "./Loaded.js"
import { mayOffer, type PluginFault } from "./PluginFault.js"

const lines = (what: string, hint: string | undefined): ReadonlyArray<string> => [
  `${Style.yellow("easel:")} ${readable(what)}`,
  ...(hint === undefined ? [] : [`  ${readable(hint)}`])
]

/** A file that was not followed, in words. */
export const ofIgnored = ({ file, reason }: Loaded["ignored"][number]) => ({
  what: `${file} is ignored: ${reason}`,
  hint: "if you trust it, make it yours alone, or name its plugins with --plugin"
})

/** A line or two for everything that was left out. */
export const ofLoaded = (loaded: Loaded): ReadonlyArray<string> => [
  ...loaded.ignored.map(ofIgnored).flatMap(({ hint, what }) => lines(what, hint)),
  ...faults(loaded).flatMap((fault) => lines(fault.message, fault.hint))
]

/** Why a provider or model may be missing; nothing when no plugin is to blame. */
export const whyMissing = (
  { name }: ModelNotFound | ProviderNotFound,
  loaded: Loaded
): string | undefined => {
  const all = faults(loaded)
  const [id = name] = name.split(":")
  const suspects = all.filter((fault) => mayOffer(fault, id))
  const list = (some: ReadonlyArray<PluginFault>) => some.map(({ message }) => message).join("; ")
  if (suspects.length > 0) return `its plugin can't be used: ${list(suspects)}`
  return all.length > 0
    ? `it may belong to a plugin that can't be used: ${list(all)}`
    : loaded.ignored.length > 0
      ? "it may belong to a plugin of a file that was ignored"
      : undefined
}
