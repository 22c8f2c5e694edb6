/** Folders and object stores, told apart by their text: `s3://bucket/prefix` is a store. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { OutputError } from "./BatchError.js"
import * as FileOutput from "./FileOutput.js"
import { OutputStore } from "./OutputStore.js"
import * as S3Output from "./S3Output.js"

/** `C:\pictures` has a scheme of one letter, and is a folder. */
const schemeOf = (output: string): string | undefined =>
  /^([a-z][a-z0-9+.-]+):\/\//i.exec(output)?.[1]

/** True for what `S3Output` opens. */
export const isObjectStore = (output: string): boolean => schemeOf(output)?.toLowerCase() === "s3"

const unknown = (output: string) =>
  new OutputError({
    location: output,
    reason: "Invalid",
    detail: "an output is a folder or s3://bucket/prefix"
  })

export const layer: Layer.Layer<OutputStore, never, HttpClient.HttpClient> = Layer.effect(
  OutputStore,
  Effect.map(HttpClient.HttpClient, (client) => ({
    open: (output) => {
      if (isObjectStore(output)) {
        return Effect.provideService(S3Output.open(output), HttpClient.HttpClient, client)
      }
      return schemeOf(output) === undefined ? FileOutput.open(output) : unknown(output)
    }
  }))
)
