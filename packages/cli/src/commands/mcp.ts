/** `easel mcp` */
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import { plugin } from "./pluginFlag.js"

const output = Options.text("output").pipe(
  Options.withAlias("o"),
  Options.withPseudoName("folder"),
  Options.withDescription("Where pictures are saved. Default: Pictures/easel in your home folder."),
  Options.optional
)

export const mcp = Command.make("mcp", { output, plugin }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../mcp/RunMcp.js"))
    yield* run(input)
  })
).pipe(Command.withDescription("Lets an assistant make pictures: MCP on stdin and stdout"))
