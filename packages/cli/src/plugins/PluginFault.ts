/** A plugin that was named and can't be used. */
import * as Data from "effect/Data"
import { readable } from "../terminal/readable.js"
import { describeOrigin, type PluginSource } from "./PluginSource.js"

export class PluginFault extends Data.TaggedError("PluginFault")<{
  readonly source: PluginSource
  /** Id of its provider, where it got far enough to say it. */
  readonly id?: string | undefined
  readonly reason: string
  /** What to do about it. */
  readonly hint?: string | undefined
}> {
  override get message(): string {
    const { name, origin } = this.source
    const subject = this.id === undefined ? "" : `"${this.id}" `
    return readable(`plugin ${name} (${describeOrigin(origin)}): ${subject}${this.reason}`)
  }
}

/** Whether the provider that was asked for may be the one that this plugin would have brought. */
export const mayOffer = ({ id, source }: PluginFault, provider: string): boolean =>
  id === provider || (id === undefined && provider !== "" && source.name.includes(provider))
