import * as Schema from "effect/Schema"
import { ImageRequest } from "@easel/core/ImageRequest"

const { fields } = ImageRequest

const say = (description: string) => ({ description })

/** Core's `ImageRequest` with what the documentation says of its fields. */
export const RequestBody = Schema.Struct({
  prompt: fields.prompt.annotations(say("What the picture shows. Either this or `messages`.")),
  messages: fields.messages.annotations(
    say("A conversation; the prompt is its last message of the user.")
  ),
  negativePrompt: fields.negativePrompt.annotations(say("What the picture must not show.")),
  width: fields.width.annotations(say("Pixels.")),
  height: fields.height.annotations(say("Pixels.")),
  aspectRatio: fields.aspectRatio.annotations(
    say('Such as "16:9"; gives the side or sides that are missing.')
  ),
  seed: fields.seed.annotations(say("Same seed, same picture, where the model allows it.")),
  count: fields.count.annotations(say("How many pictures; 1 unless said otherwise.")),
  steps: fields.steps.annotations(say("Denoising steps.")),
  guidanceScale: fields.guidanceScale.annotations(
    say("How closely the picture follows the prompt.")
  ),
  images: fields.images.annotations(say("Pictures to edit, in base64.")),
  mask: fields.mask.annotations(say("Where the edit may paint, in base64; needs `images`.")),
  strength: fields.strength.annotations(
    say("How far an edit may depart from its input; needs `images`.")
  ),
  outputFormat: fields.outputFormat.annotations(say("The format to ask the service for.")),
  model: fields.model.annotations(
    say("A model's name or alias, `provider:model`, or a provider; else the gateway's first.")
  ),
  providerOptions: Schema.optional(
    Schema.Record({ key: Schema.String, value: Schema.Unknown })
  ).annotations(say("By provider: options that only it has, see its `optionsSchema`.")),
  lenient: fields.lenient.annotations(
    say("Leave out what the model can't take, with a `Warning`, where it would be refused.")
  )
} satisfies Record<keyof typeof fields, unknown>).annotations({ identifier: "ImageRequest" })
