/** Writes a generation as the server-sent events of OpenAI's image streams. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ImageEvent, type ImagePreview, type Warning } from "@easel/core/ImageEvent"
import type { OnEvent } from "@easel/core/ImageModel"
import type { Finished } from "../Dispatcher.js"
import type { PictureStoreError } from "../GatewayError.js"
import type { PictureLinks } from "../PictureLinks.js"
import type { PictureStore } from "../PictureStore.js"
import { easelOf, pictureFields, secondsOf } from "./Answer.js"
import type { InStream } from "./Envelope.js"
import type { EventBody } from "./EventBody.js"
import { type ImagesRequest, formatOf, spelledWarning } from "./ImagesRequest.js"
import * as PictureText from "./PictureText.js"
import { PreviewChoice } from "./PreviewChoice.js"

export interface Settings {
  readonly request: ImagesRequest
  /** The route: the events are named after it. */
  readonly name: "image_generation" | "image_edit"
  /** As it was resolved, `"1024x768"`. */
  readonly size: string
}

/** The fields that OpenAI's types demand, where no model of Easel has anything to say. */
const unsaid = { quality: "auto", background: "auto" }

/** The same for the last event: nothing here is counted in tokens. */
const noTokens = {
  usage: {
    input_tokens: 0,
    input_tokens_details: { image_tokens: 0, text_tokens: 0 },
    output_tokens: 0,
    total_tokens: 0
  }
}

const encodeEvent = Schema.encode(ImageEvent)

/** The fields of an object, the braces left out. */
const fieldsOf = (value: object): string => JSON.stringify(value).slice(1, -1)

export class StreamWriter {
  private readonly previews: PreviewChoice<ImagePreview>
  private readonly warnings: Array<Warning>
  private told = 0

  constructor(
    private readonly body: EventBody,
    private readonly settings: Settings
  ) {
    this.previews = new PreviewChoice(settings.request.partialImages)
    this.warnings = [...settings.request.warnings]
  }

  /** What happens before the pictures are finished. */
  readonly onEvent: OnEvent = (event) => {
    switch (event._tag) {
      case "ImagePreview":
        return this.preview(this.previews.preview(event))
      case "Progress": {
        const due = this.preview(this.previews.progress(event.fraction))
        return this.isTalkative ? Effect.zipRight(this.easel("progress", event), due) : due
      }
      case "Queued":
        return this.isTalkative ? this.easel("queued", event) : Effect.void
      case "Warning": {
        const warning = spelledWarning(this.settings.request, event)
        this.warnings.push(warning)
        return this.isTalkative ? this.easel("warning", warning) : Effect.void
      }
      case "Restarted":
        this.previews.restart()
        this.told = 0
        return this.isTalkative ? this.easel("restarted", event) : Effect.void
    }
  }

  /** An event for each finished picture, in order. */
  complete(
    finished: Finished
  ): Effect.Effect<void, PictureStoreError, PictureStore | PictureLinks> {
    const { name, request, size } = this.settings
    const created = secondsOf(finished.response.receipt.timings.finished)
    const easel = easelOf(finished, this.warnings)
    return Effect.forEach(
      finished.pictures,
      (picture, index) =>
        Effect.flatMap(pictureFields(finished, index, picture, request), (fields) => {
          const output_format = formatOf(picture.mediaType)
          const known = { created_at: created, size, ...unsaid, output_format, index, ...noTokens }
          return this.write(`${name}.completed`, known, ",", ...fields, `,${easel}`)
        }),
      { discard: true }
    )
  }

  /** Why there will be no picture. */
  fail(error: InStream): Effect.Effect<void> {
    const data = JSON.stringify({ type: "error", error })
    return this.body.write(Buffer.from(`event: error\ndata: ${data}\n\n`))
  }

  private get isTalkative(): boolean {
    return this.settings.request.streamEvents
  }

  private preview(preview: ImagePreview | undefined): Effect.Effect<void> {
    const picture = preview && PictureText.fromImage(preview.image)
    const mediaType = picture && PictureText.mediaTypeOf(picture)
    if (picture === undefined || mediaType === undefined) return Effect.void
    const { name, size } = this.settings
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const known = {
        partial_image_index: this.told++,
        created_at: Math.floor(now / 1000),
        size,
        ...unsaid,
        output_format: formatOf(mediaType)
      }
      return this.write(`${name}.partial_image`, known, `,"b64_json":"`, picture, `"`)
    })
  }

  /**
   * An event of Easel's own, for callers that asked for them. One that its provider made wrong is
   * left out.
   */
  private easel(name: string, event: ImageEvent): Effect.Effect<void> {
    return Effect.matchEffect(encodeEvent(event), {
      onFailure: (error) => Effect.logDebug(`an event ${event._tag} was left out`, error),
      onSuccess: ({ _tag, ...fields }) => this.write(`easel.${name}`, fields)
    })
  }

  private write(
    type: string,
    fields: object,
    ...parts: ReadonlyArray<string | PictureText.Picture>
  ): Effect.Effect<void> {
    const start = `event: ${type}\ndata: {${fieldsOf({ type, ...fields })}`
    return this.body.write(...PictureText.pieces(start, ...parts, "}\n\n"))
  }
}
