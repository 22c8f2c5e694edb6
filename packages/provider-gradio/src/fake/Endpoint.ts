/** A function of a stand-in Space: what it takes, what it gives, and how it fails. */
import * as Data from "effect/Data"
import type * as Stream from "effect/Stream"
import type { Picture } from "@easel/core/Fake"

/** `gr.Error`: meant for the people who use the Space, and shown since 6.13. */
export class GradioError extends Data.TaggedError("GradioError")<{
  readonly text: string
  /** Default `"Error"`. */
  readonly title?: string | undefined
}> {}

/** Any other exception; hidden unless the Space was started with `show_error`. */
export class PythonError extends Data.TaggedError("PythonError")<{ readonly text: string }> {}

/** What a function raises. */
export type Raised = GradioError | PythonError

/** A picture among the outputs: the stand-in stores it and describes it as Gradio does. */
export class PictureOutput extends Data.TaggedClass("PictureOutput")<{
  readonly picture: Picture
}> {}

/** The range of a slider. */
export interface SliderRange {
  readonly minimum: number
  readonly maximum: number
}

/** One function. An output is a `PictureOutput` or any JSON. */
export interface Endpoint {
  /** Each list of outputs but the last is a preview (`yield`); without it only the last is seen. */
  readonly generator: boolean
  /** One entry for each input; undefined where it is no slider. */
  readonly inputs: ReadonlyArray<SliderRange | undefined>
  readonly run: (data: ReadonlyArray<unknown>) => Stream.Stream<ReadonlyArray<unknown>, Raised>
}
