/** What the terminal behind a stream can show, from the environment and the stream itself. */

/** How pictures can be shown. */
export type Graphics = "Kitty" | "ITerm2" | "Blocks" | "None"

export interface TerminalSettings {
  readonly color: boolean
  /** Lines may be redrawn in place. */
  readonly live: boolean
  readonly graphics: Graphics
  /** 16.7 million colours; else 256. */
  readonly trueColor: boolean
  readonly columns: number
  readonly rows: number
}

/** What the decision depends on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: boolean
  readonly columns: number | undefined
  readonly rows: number | undefined
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ""

/** `NO_COLOR` (no-color.org), then `FORCE_COLOR`, then whether there is a terminal. */
const usesColor = ({ env, isTTY }: Surroundings): boolean => {
  if (isSet(env["NO_COLOR"])) return false
  const forced = env["FORCE_COLOR"]
  if (forced !== undefined) return forced !== "0" && forced !== "false"
  return isTTY && env["TERM"] !== "dumb"
}

/** Terminals that show no picture of a protocol that passes through them. */
const isMultiplexer = (env: Surroundings["env"]): boolean =>
  isSet(env["TMUX"]) || isSet(env["STY"]) || /^(screen|tmux)/.test(env["TERM"] ?? "")

const hasTrueColor = (env: Surroundings["env"]): boolean =>
  /^(truecolor|24bit)$/.test(env["COLORTERM"] ?? "") ||
  /-direct$|kitty|ghostty|alacritty|wezterm/.test(env["TERM"] ?? "")

const has256Colors = (env: Surroundings["env"]): boolean =>
  /256color/.test(env["TERM"] ?? "") || process.platform === "win32"

const graphicsOf = (env: Surroundings["env"]): Graphics => {
  const program = env["TERM_PROGRAM"] ?? ""
  if (!isMultiplexer(env)) {
    const kitty = isSet(env["KITTY_WINDOW_ID"]) || /kitty|ghostty/.test(env["TERM"] ?? "")
    if (kitty || program === "ghostty") return "Kitty"
    if (/^(iTerm\.app|WezTerm|mintty)$/.test(program)) return "ITerm2"
  }
  return hasTrueColor(env) || has256Colors(env) ? "Blocks" : "None"
}

/** Decides what may be shown. */
export const detect = (surroundings: Surroundings): TerminalSettings => {
  const { columns, env, isTTY, rows } = surroundings
  const ci = isSet(env["CI"]) && env["CI"] !== "false"
  const live = isTTY && env["TERM"] !== "dumb" && !ci
  const color = usesColor(surroundings)
  return {
    color,
    live,
    graphics: live && color ? graphicsOf(env) : "None",
    trueColor: hasTrueColor(env),
    columns: columns ?? 80,
    rows: rows ?? 24
  }
}

/** A stream that may be a terminal; in a pipe the fields are missing. */
export interface TerminalStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** As the terminal is now; people resize it. */
export const current = (stream: TerminalStream = process.stderr): TerminalSettings =>
  detect({
    env: process.env,
    isTTY: stream.isTTY ?? false,
    columns: stream.columns,
    rows: stream.rows
  })
