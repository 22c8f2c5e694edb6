import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import * as Output from "../Output.js"
import * as Style from "../terminal/Style.js"

const commands: Readonly<Record<string, readonly [string, ...ReadonlyArray<string>]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""]
}

const open = (url: string): Effect.Effect<void, string> =>
  Effect.async<void, string>((resume) => {
    const [command, ...args] = commands[process.platform] ?? ["xdg-open"]
    const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
    child.once("error", ({ message }) => resume(Effect.fail(message)))
    child.once("exit", (code) =>
      resume(code === 0 ? Effect.void : Effect.fail(`${command} ended with ${code}`))
    )
    child.unref()
  })

/** Opens the page in the browser of this machine. That it can't is no error. */
export const openBrowser = (url: string): Effect.Effect<void> =>
  Effect.catchAll(open(url), (reason) =>
    Output.note(`${Style.yellow("easel:")} no browser could be opened (${reason}): go to ${url}`)
  )
