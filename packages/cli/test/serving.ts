/** `easel serve` as a process of its own, on any free port. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { finished, type RunOptions, start } from "./easel.js"

export interface Options extends RunOptions {
  readonly args?: ReadonlyArray<string> | undefined
}

/** Waits for its first line on stdout; it is stopped with the scope, if the test has not. */
export const serving = ({ args = [], ...options }: Options = {}) =>
  Effect.gen(function* () {
    const child = start(["serve", "--port", "0", ...args], options)
    yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
    const end = yield* Effect.fork(finished(child))
    const line = yield* Stream.fromAsyncIterable(child.stdout, String).pipe(
      Stream.map(String),
      Stream.splitLines,
      Stream.runHead,
      Effect.flatten,
      Effect.catchAll(() =>
        Effect.flatMap(Fiber.join(end), ({ stderr }) => Effect.dieMessage(stderr))
      )
    )
    return { child, line, end: Fiber.join(end) }
  })

export interface PictureRequest {
  readonly url: string
  readonly key?: string | undefined
  readonly prompt?: string | undefined
}

/** Asks for a picture as clients of OpenAI do. */
export const askForPicture = ({ key, prompt = "A cat", url }: PictureRequest) =>
  Effect.promise(async () => {
    const response = await fetch(`${url}/v1/images/generations`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` })
      },
      body: JSON.stringify({ prompt, size: "512x512" })
    })
    return { status: response.status, text: await response.text() }
  })
