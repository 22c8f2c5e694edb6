/** `easel mcp`: Easel's tools for an assistant that has started this process. */
import * as Admission from "@easel/server/Admission"
import * as Dispatcher from "@easel/server/Dispatcher"
import * as Mcp from "@easel/server/Mcp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ExitCode } from "../ExitCode.js"
import { settingsLayer } from "../generate/settingsLayer.js"
import * as Output from "../Output.js"
import * as Plugins from "../Plugins.js"
import { chosenFirst } from "../serve/chosenFirst.js"
import { traced } from "../tracing/traced.js"
import { cleanStdout } from "./cleanStdout.js"
import * as pictureFolder from "./pictureFolder.js"

export interface Input {
  readonly output: Option.Option<string>
  readonly plugin: ReadonlyArray<string>
}

/** For people who have typed it. */
const explanation = (folder: string): ReadonlyArray<string> => [
  "This speaks the Model Context Protocol on stdin and stdout, for an assistant that starts it:",
  '  { "mcpServers": { "easel": { "command": "easel", "args": ["mcp"] } } }',
  `Pictures are saved in ${folder}. Stop with Ctrl-C.`
]

const endsWell = Effect.sync(() => {
  process.exitCode = ExitCode.done
})

/** Serves until stdin is closed. What an assistant has called is then cancelled. */
export const run = (input: Input) =>
  Effect.gen(function* () {
    const plugins = yield* Effect.flatMap(Plugins.use(input.plugin), chosenFirst)
    const folder = Option.getOrElse(input.output, pictureFolder.defaultFolder)
    if (process.stdin.isTTY) {
      yield* Effect.forEach(explanation(folder), Output.note, { discard: true })
    }
    yield* endsWell
    yield* Mcp.serveStreams(process.stdin, process.stdout, { version: EASEL_VERSION }).pipe(
      Effect.provide(
        Layer.mergeAll(Dispatcher.layer, pictureFolder.layer(folder)).pipe(
          Layer.provide(Admission.layer()),
          Layer.provideMerge(
            settingsLayer(plugins, { proxy: Option.none(), timeout: Option.none() })
          )
        )
      )
    )
  }).pipe(traced, cleanStdout)
