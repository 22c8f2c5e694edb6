/** The flags of `easel serve`. */
import * as Options from "@effect/cli/Options"
import * as Option from "effect/Option"
import { plugin } from "../commands/pluginFlag.js"
import { flagNames } from "../flagNames.js"
import { parseDuration, parseInteger } from "../generate/flagValues.js"
import { parseBytes } from "./parseBytes.js"

/** EASEL on the keys of a telephone: free of well-known neighbours, and below the ports of clients. */
export const defaultPort = 32735

const lastPort = 65535

const text = (name: string, pseudo: string, description: string) =>
  Options.text(name).pipe(Options.withPseudoName(pseudo), Options.withDescription(description))

const flag = (name: string, description: string) =>
  Options.boolean(name).pipe(Options.withDescription(description))

const number = (name: string, least: number, description: string) =>
  text(name, "n", description).pipe(
    Options.filterMap(
      (value) => Option.filter(parseInteger(value), (count) => count >= least),
      `--${name} takes a whole number from ${least}`
    ),
    Options.optional
  )

export const options = {
  port: text(
    "port",
    "n",
    `Port to listen on; 0 is any that is free. Default: ${defaultPort}.`
  ).pipe(
    Options.filterMap(
      (value) => Option.filter(parseInteger(value), (port) => port >= 0 && port <= lastPort),
      `--port takes a number from 0 to ${lastPort}`
    ),
    Options.withDefault(defaultPort)
  ),
  host: text(
    "host",
    "name",
    "Address to listen on. Default: 127.0.0.1. Any that others reach needs a key."
  ).pipe(Options.withDefault("127.0.0.1")),
  apiKey: text(
    "api-key",
    "key",
    "A key that lets in; may be repeated. Others on this machine can read flags: EASEL_SERVER_API_KEYS is safer."
  ).pipe(Options.repeated),
  publicUrl: text(
    "public-url",
    "url",
    "Where clients reach it, behind a proxy; addresses of pictures begin with it."
  ).pipe(Options.optional),
  corsOrigin: text(
    "cors-origin",
    "origin",
    "A web site whose pages may use it, such as https://studio.example; may be repeated."
  ).pipe(Options.repeated),
  concurrency: number("concurrency", 1, "Generations at the same time. Default: 16."),
  queue: number("queue", 0, "Generations that may wait. Default: 256."),
  requestsPerMinute: number("requests-per-minute", 1, "Generations of one key a minute."),
  concurrencyPerKey: number("concurrency-per-key", 1, "Generations of one key at the same time."),
  pictures: text("pictures", "folder", "Keep finished pictures there. Default: in memory.").pipe(
    Options.optional
  ),
  pictureAge: text(
    "picture-age",
    "time",
    "How long they are kept, such as 24h. Default: 24h."
  ).pipe(
    Options.filterMap(parseDuration, "--picture-age takes a length of time such as 24h"),
    Options.optional
  ),
  pictureSpace: text(
    "picture-space",
    "size",
    "How much of them is kept, such as 2GB. Default: 2GB, in memory 256MB."
  ).pipe(
    Options.filterMap(parseBytes, "--picture-space takes a size such as 500MB or 2GB"),
    Options.optional
  ),
  database: text(
    "database",
    "path|url",
    "Take generations that survive the gateway (?durable=true) and keep them there: a file, or postgres://…; needs --pictures."
  ).pipe(Options.optional),
  logPrompts: flag("log-prompts", "Write prompts to the log."),
  open: flag("open", "Open the page in the browser."),
  plugin,
  json: flag("json", "Print the address as a line of JSON.")
}

export const { booleanFlags, valueFlags } = flagNames(options)
