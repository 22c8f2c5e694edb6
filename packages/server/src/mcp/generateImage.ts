/** The tool `generate_image`. */
import type { CallToolResult } from "@modelcontextprotocol/server"
import type { ImageAsset } from "@easel/core/ImageAsset"
import type { ImagePreview, Warning } from "@easel/core/ImageEvent"
import { type Receipt, ReceiptFromJson } from "@easel/core/Receipt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Finished, Service as Dispatcher } from "../Dispatcher.js"
import { failure, mostPictureCharacters, picture, text } from "./answer.js"
import { jsonSchema, parse } from "./GenerateArguments.js"
import type { Service as PictureKeeper } from "./PictureKeeper.js"
import * as ProgressReport from "./ProgressReport.js"
import { type Shown, fitsAnswer, shownPictures } from "./shownPictures.js"
import type { Call, Tool } from "./Tool.js"

const encodeReceipt = Schema.encodeSync(ReceiptFromJson)

const seconds = ({ timings }: Receipt): string =>
  `${((timings.finished.getTime() - timings.submitted.getTime()) / 1000).toFixed(1)} s`

const headline = (receipt: Receipt): string => {
  const { count, height, width } = receipt.parameters
  const what = count === 1 ? "1 picture" : `${count} pictures`
  return `${what}, ${width}x${height}, seed ${receipt.seed}, by ${receipt.model} of ${receipt.provider} in ${seconds(receipt)}.`
}

const limit = `${mostPictureCharacters / 1_000_000} million characters`

const showing: Record<Shown["is"], string> = {
  Picture: "",
  Preview: ` What is shown is its last preview: the picture itself is larger than the ${limit} that an answer may hold.`,
  Nothing: ` It is not shown: it is larger than the ${limit} that an answer may hold.`
}

const pictureLine = (
  { bytes, mediaType }: ImageAsset,
  place: Option.Option<string>,
  shown: Shown,
  index: number
): string => {
  const where = Option.match(place, {
    onNone: () => "kept nowhere but in this answer",
    onSome: (found) => found
  })
  return `${index + 1}. ${where} (${mediaType}, ${bytes.length} bytes)${showing[shown.is]}`
}

const answerOf = (
  keeper: PictureKeeper,
  { pictures, response: { receipt } }: Finished,
  warnings: ReadonlyArray<Warning>,
  preview: ImagePreview | undefined
): Effect.Effect<CallToolResult> =>
  Effect.gen(function* () {
    const places = yield* Effect.forEach(pictures, (each) => keeper.keep(each, receipt))
    const shown = yield* shownPictures(pictures, preview)
    const lines = [
      headline(receipt),
      ...(receipt.note === undefined ? [] : [receipt.note]),
      ...pictures.map((each, index) =>
        pictureLine(
          each,
          places[index] ?? Option.none(),
          shown[index] ?? { block: Option.none(), is: "Nothing" },
          index
        )
      ),
      ...warnings.map(({ code, message }) => `Warning ${code}: ${message}`)
    ]
    return {
      content: [
        ...shown.flatMap(({ block }) => Option.toArray(Option.map(block, picture))),
        text(lines.join("\n")),
        text(encodeReceipt(receipt))
      ]
    }
  })

const generate = (
  dispatcher: Dispatcher,
  keeper: PictureKeeper,
  { caller, input, tell }: Call
): Effect.Effect<CallToolResult> =>
  Effect.gen(function* () {
    const request = yield* parse(input)
    const warnings: Array<Warning> = []
    let preview: ImagePreview | undefined
    const report = ProgressReport.make()
    const finished = yield* dispatcher.generate(caller, request, {
      previews: true,
      onEvent: (event) => {
        if (event._tag === "Warning") warnings.push(event)
        if (event._tag === "ImagePreview" && fitsAnswer(event)) preview = event
        if (event._tag === "Restarted") preview = undefined
        const told = report(event)
        return told === undefined ? Effect.void : tell(told)
      }
    })
    return yield* answerOf(keeper, finished, warnings, preview)
  }).pipe(Effect.catchAll((error) => Effect.succeed(failure(error))))

export const generateImage = (dispatcher: Dispatcher, keeper: PictureKeeper): Tool => ({
  name: "generate_image",
  title: "Make a picture",
  description:
    "Makes a picture from a prompt, or edits pictures, with any of the image models of this server. Answers with the picture, where it is kept, and its receipt: every parameter, the seed really used, times. It may take minutes and may cost money: do not repeat a call whose answer has not come.",
  inputSchema: jsonSchema,
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true
  },
  call: (call) => generate(dispatcher, keeper, call)
})
