/** `easel show` */
import type { Receipt } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as jsonLine from "../jsonLine.js"
import * as Output from "../Output.js"
import { readable, readableLines } from "../terminal/readable.js"
import * as Status from "../terminal/Status.js"
import * as Style from "../terminal/Style.js"
import { readPicture } from "./readPicture.js"

const indent = "\n" + " ".repeat(14)

const row = (name: string, value: unknown): ReadonlyArray<string> => {
  if (value === undefined) return []
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return [
    `  ${Style.dim(name.padEnd(11), process.stdout)} ${readableLines(text).replaceAll("\n", indent)}`
  ]
}

const lines = (receipt: Receipt): ReadonlyArray<string> => {
  const { cost, parameters, timings } = receipt
  return [
    ...row("prompt", receipt.prompt),
    ...row("without", parameters.negativePrompt),
    ...row("provider", `${receipt.provider} ${receipt.providerVersion}`),
    ...row("model", receipt.model),
    ...row("size", `${parameters.width}x${parameters.height}`),
    ...row("seed", receipt.seed),
    ...row("steps", parameters.steps),
    ...row("guidance", parameters.guidanceScale),
    ...row("strength", parameters.strength),
    ...row("inputs", parameters.images),
    ...row("count", parameters.count === 1 ? undefined : parameters.count),
    ...row("options", parameters.providerOptions),
    ...row("job", receipt.jobId),
    ...row("made", timings.submitted.toISOString()),
    ...row("took", Status.seconds(timings.finished.getTime() - timings.submitted.getTime())),
    ...row("cost", cost === undefined ? undefined : `${cost.amount} ${cost.currency}`),
    ...row("note", receipt.note)
  ]
}

export interface ShowInput {
  readonly file: string
  readonly json: boolean
}

/** Prints what is written in a picture. */
export const run = ({ file, json }: ShowInput) =>
  Effect.gen(function* () {
    const { inscription } = yield* readPicture(file)
    if (json) {
      return yield* Output.result(
        jsonLine.format(
          inscription._tag === "Receipt"
            ? { path: file, receipt: jsonLine.receipt(inscription.receipt) }
            : { path: file, parameters: inscription.text }
        )
      )
    }
    yield* Output.result(
      inscription._tag === "Receipt"
        ? [Style.bold(readable(file), process.stdout), ...lines(inscription.receipt)].join("\n")
        : readableLines(inscription.text)
    )
  })
