/** Colours, where the stream that the text goes to shows them; stderr when none is named. */
import * as TerminalSettings from "./TerminalSettings.js"

const wrap =
  (open: number, close: number) =>
  (text: string, stream: TerminalSettings.TerminalStream = process.stderr): string =>
    TerminalSettings.current(stream).color ? `\x1b[${open}m${text}\x1b[${close}m` : text

export const bold = wrap(1, 22)
export const dim = wrap(2, 22)
export const red = wrap(31, 39)
export const green = wrap(32, 39)
export const yellow = wrap(33, 39)
export const cyan = wrap(36, 39)
