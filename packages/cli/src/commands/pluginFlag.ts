import * as Options from "@effect/cli/Options"

/** `--plugin`, for every command that deals with providers. */
export const plugin = Options.text("plugin").pipe(
  Options.withPseudoName("name|path"),
  Options.withDescription("Load this plugin too; may be repeated."),
  Options.repeated
)
