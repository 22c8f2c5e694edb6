import * as Effect from "effect/Effect"
import { SetupError } from "../SetupError.js"

const parse = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

const isWeb = (url: URL | undefined): url is URL =>
  url !== undefined && (url.protocol === "http:" || url.protocol === "https:")

/** A name or an address of the machine itself, as `URL` writes it. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d{1,3}){3}$/.test(hostname)

/** The host of a `Host` header; `undefined` when it is none. */
const parseHost = (host: string): URL | undefined =>
  /^[\w.:[\]-]+$/.test(host) ? parse(`http://${host}`) : undefined

/** Which hosts are the gateway's own, and which origins may ask it to start something. */
export class Origins {
  private constructor(
    private readonly publicUrl: URL,
    private readonly allowed: ReadonlySet<string>
  ) {}

  static make(
    publicUrl: string,
    corsOrigins: ReadonlyArray<string>
  ): Effect.Effect<Origins, SetupError> {
    const url = parse(publicUrl)
    if (!isWeb(url)) {
      const reason = `the public address ${JSON.stringify(publicUrl)} is no http or https URL`
      return Effect.fail(new SetupError({ option: "publicUrl", reason }))
    }
    for (const origin of corsOrigins) {
      if (parse(origin)?.origin !== origin.toLowerCase()) {
        const reason = `${JSON.stringify(origin)} is no origin, as "https://studio.example" is one`
        return Effect.fail(new SetupError({ option: "corsOrigins", reason }))
      }
    }
    return Effect.succeed(new Origins(url, new Set(corsOrigins.map((one) => one.toLowerCase()))))
  }

  /**
   * A name of this machine, or the public one. Another name that leads here was made to, so that a
   * page of that name can speak to a gateway that thinks nobody else can reach it.
   */
  isOwnHost(host: string): boolean {
    const hostname = parseHost(host)?.hostname
    return hostname !== undefined && (isLoopback(hostname) || hostname === this.publicUrl.hostname)
  }

  /** A page that was told it may. */
  isInvited(origin: string): boolean {
    return this.allowed.has(origin)
  }

  /** A page of the gateway itself, which the request's `Host` was checked for, or an invited one. */
  isAllowed(origin: string, host: string): boolean {
    if (this.isInvited(origin) || origin === this.publicUrl.origin) return true
    const url = parse(origin)
    return isWeb(url) && url.host !== "" && url.host === parseHost(host)?.host
  }
}
