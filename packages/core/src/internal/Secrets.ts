import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { Options } from "../ServiceClient.js"

/** Shorter pieces are no secrets, and removing them would mangle texts. */
const shortest = 6

/** The headers that only the service's own origin may see. */
export const credentialHeaders = (options: Options): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = {}
  if (options.token !== undefined) headers.authorization = `Bearer ${Redacted.value(options.token)}`
  for (const [name, value] of Object.entries(options.secretHeaders ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = Redacted.value(value)
  }
  return headers
}

/** What a credential is made of: a Basic one encodes a name and a secret, others may join the two. */
const partsOf = (scheme: string, credential: string): ReadonlyArray<string> => {
  if (!/^basic$/i.test(scheme)) return [credential, ...credential.split(":")]
  const decoded = Either.getOrElse(Encoding.decodeBase64String(credential), () => "")
  return [credential, decoded, decoded.slice(decoded.indexOf(":") + 1)]
}

/** A cookie header is several secrets, each on its own; the scheme of a credential is none. */
const pieces = (name: string, value: string): ReadonlyArray<string> => {
  if (name === "authorization") {
    const [scheme = "", credential = value] = value.split(/\s+(.*)/s)
    return partsOf(scheme, credential)
  }
  if (name !== "cookie") return [value]
  return value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1))
}

/** Removes from a text every credential that a service may have echoed. */
export const scrubber = (headers: Readonly<Record<string, string>>): ((text: string) => string) => {
  const secrets = Object.entries(headers)
    .flatMap(([name, value]) => pieces(name, value))
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length >= shortest)
    .sort((a, b) => b.length - a.length)
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "<redacted>"), text)
}
