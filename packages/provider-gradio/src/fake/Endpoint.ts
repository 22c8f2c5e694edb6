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

/** Several of them in one output. */
export class Gallery extends Data.TaggedClass("Gallery")<{
  readonly pictures: ReadonlyArray<Picture>
}> {}

/** How far a function is (`gr.Progress`); without an index its bars are closed. */
export class ProgressOutput extends Data.TaggedClass("ProgressOutput")<{
  readonly index?: number | undefined
  readonly length: number
  readonly desc?: string | undefined
}> {}

/** `gr.Info` and `gr.Warning`. */
export class LogOutput extends Data.TaggedClass("LogOutput")<{
  readonly text: string
  readonly level: "info" | "warning"
  readonly title: string
}> {}

/** An input, or the component of an output. Without a range it is no slider. */
export interface Component {
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly step?: number | undefined
  /** Name of the function's parameter. */
  readonly name?: string | undefined
  readonly label?: string | undefined
  /** As `/info` has it. Default `"Slider"` with a range, else `"Textbox"`. */
  readonly component?: string | undefined
  /** Initial value, which counts as its default. */
  readonly value?: unknown
  readonly choices?: ReadonlyArray<string> | undefined
  /** Several of the choices may be chosen at once. */
  readonly multiselect?: boolean | undefined
  /** Not offered to programs, such as a state. */
  readonly hidden?: boolean | undefined
}

/** What a function says on its way: its outputs, or how it is getting on. An output is a `PictureOutput` or any JSON. */
export type Step = ReadonlyArray<unknown> | ProgressOutput | LogOutput

/** One function. */
export interface Endpoint {
  /** Each list of outputs but the last is a preview (`yield`); without it only the last is seen. */
  readonly generator: boolean
  /** One entry for each input; undefined is a text. */
  readonly inputs: ReadonlyArray<Component | undefined>
  /** What `/info` says of its outputs. Default: a picture and a seed. */
  readonly outputs?: ReadonlyArray<Component> | undefined
  readonly run: (data: ReadonlyArray<unknown>) => Stream.Stream<Step, Raised>
}
