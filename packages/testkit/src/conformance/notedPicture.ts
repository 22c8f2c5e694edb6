import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Picture, PictureSpecification } from "@easel/core/Fake"
import * as Png from "@easel/core/Png"
import * as TestPicture from "../TestPicture.js"

/** What the stand-in was told to draw, as it stands in the picture. */
export const Note = Schema.Struct({
  prompt: Schema.String,
  seed: Schema.Number,
  width: Schema.Number,
  height: Schema.Number
})
export type Note = typeof Note.Type

const type = "kiTt"

const NoteFromJson = Schema.parseJson(Note)

/** A test picture that says what it was drawn from, so that what reached the wire can be seen. */
export const draw = (specification: PictureSpecification): Effect.Effect<Picture> =>
  Effect.map(TestPicture.draw(specification), ({ bytes, mediaType }) => {
    const note = JSON.stringify(specification)
    const data = new TextEncoder().encode(note)
    return { mediaType, bytes: Png.insertAfterHeader(bytes, [{ type, data }]) }
  })

/** The note in a picture; missing when the stand-in did not use what it was given to draw with. */
export const read = (bytes: Uint8Array): Note | undefined => {
  const chunk = [...Png.chunks(bytes)].find((chunk) => chunk.type === type)
  if (chunk === undefined) return undefined
  const text = new TextDecoder().decode(chunk.data)
  return Either.getOrUndefined(Schema.decodeUnknownEither(NoteFromJson)(text))
}
