/** The documented exit codes; scripts rely on them. */
import type { ImageError } from "@easel/core/ImageError"
import { decidingAttempt } from "./decidingAttempt.js"

export const ExitCode = {
  done: 0,
  unexpected: 1,
  usage: 2,
  response: 3,
  responseParse: 4,
  transport: 5,
  timeout: 6,
  partlyDone: 7,
  interrupted: 130
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** The exit code of an image model's error. */
export const ofError = (error: ImageError): ExitCode => {
  switch (error._tag) {
    case "InvalidRequest":
    case "ProviderNotFound":
    case "ModelNotFound":
      return ExitCode.usage
    case "ResponseError":
      return ExitCode.response
    case "ResponseParseError":
      return ExitCode.responseParse
    case "TransportError":
    case "AssetError":
      return ExitCode.transport
    case "GenerationTimeout":
      return ExitCode.timeout
    case "AllAttemptsFailed":
      return ofError(decidingAttempt(error))
  }
}
