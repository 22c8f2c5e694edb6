/** `easel sandbox [-- command]` */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { parseDuration } from "../generate/flagValues.js"
import { plugin } from "./pluginFlag.js"

const lastPort = 65535

const options = {
  port: Options.integer("port").pipe(
    Options.withDescription("Port of the first stand-in, the others follow. Default: free ports."),
    Options.filterMap(
      Option.liftPredicate((port) => port >= 1 && port <= lastPort),
      `--port takes a number from 1 to ${lastPort}`
    ),
    Options.optional
  ),
  latency: Options.text("latency").pipe(
    Options.withDescription("How long a picture takes, such as 500ms. Default: 2s."),
    Options.filterMap(parseDuration, "--latency takes a length of time such as 500ms or 3s"),
    Options.withDefault(Duration.seconds(2))
  ),
  fault: Options.text("fault").pipe(
    Options.withDescription("What goes wrong, provider=fault; see --list-faults. May be repeated."),
    Options.repeated
  ),
  provider: Options.text("provider").pipe(
    Options.withAlias("p"),
    Options.withDescription("Only this one. May be repeated."),
    Options.repeated
  ),
  plugin,
  listFaults: Options.boolean("list-faults").pipe(
    Options.withDescription("Print what can go wrong and end.")
  ),
  json: Options.boolean("json").pipe(Options.withDescription("One JSON object a line."))
}

const command = Args.text({ name: "command" }).pipe(
  Args.withDescription("After --: run it with the stand-ins' environment, and stop when it ends."),
  Args.repeated
)

export const sandbox = Command.make("sandbox", { ...options, command }, (input) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../sandbox/RunSandbox.js"))
    yield* run({ ...input, port: Option.getOrUndefined(input.port) })
  })
).pipe(Command.withDescription("Serves the providers' stand-ins on this machine, to try things on"))
