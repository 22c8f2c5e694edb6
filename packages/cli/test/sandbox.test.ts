import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { bin, easel, environment, finished, start, temporaryFolder } from "./easel.js"

const secret = "hf_secretsecret"

const generate = (...args: ReadonlyArray<string>) => [process.execPath, bin, "generate", ...args]

for (const provider of ["sd35", "imagelabs"]) {
  it.scopedLive(`gives ${provider} a service to make pictures with`, () =>
    Effect.gen(function* () {
      const cwd = yield* temporaryFolder
      const command = generate("-p", provider, "--width", "512", "--height", "512", "A cat")
      const env = { EASEL_SD35_API_KEY: secret }
      const { code, lines, stderr, stdout } = yield* easel(
        ["sandbox", "--latency", "50ms", "--", ...command],
        { cwd, env }
      )
      assert.strictEqual(code, 0, stderr)
      const bytes = yield* Effect.promise(() => readFile(join(cwd, lines[0] ?? "")))
      assert.strictEqual(bytes.subarray(1, 4).toString(), "PNG")
      assert.match(stderr, new RegExp(`^${provider} +POST /\\S+ 200$`, "m"))
      assert.notInclude(stdout + stderr, secret)
    })
  )
}

it.live("ends with the command's exit code", () =>
  Effect.gen(function* () {
    const script = "console.log(process.env.EASEL_SD35_BASE_URL); process.exit(7)"
    const run = yield* easel(["sandbox", "--", process.execPath, "-e", script])
    assert.strictEqual(run.code, 7)
    assert.match(run.stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/)
    const killed = yield* easel(["sandbox", "--", "sh", "-c", "kill -9 $$"])
    assert.strictEqual(killed.code, 137)
    const missing = yield* easel(["sandbox", "--", "no-such-command"])
    assert.strictEqual(missing.code, 2)
    assert.include(missing.stderr, "no-such-command")
  })
)

it.live("leaves the flags behind -- to the command", () =>
  Effect.gen(function* () {
    const { stdout } = yield* easel(["sandbox", "--", process.execPath, "--version"])
    assert.strictEqual(stdout.trim(), process.version)
  })
)

it.scopedLive("lets the wire fail as told", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const run = (fault: string, provider: string) =>
      easel(
        [
          "sandbox",
          "--latency",
          "50ms",
          "--fault",
          fault,
          "--",
          ...generate("-p", provider, "A cat")
        ],
        { cwd }
      )
    assert.strictEqual((yield* run("sd35=moderated", "sd35")).code, 3)
    assert.strictEqual((yield* run("imagelabs=picture-missing", "imagelabs")).code, 5)
  })
)

it.live("lists the faults, and refuses others", () =>
  Effect.gen(function* () {
    const { stdout } = yield* easel(["sandbox", "--list-faults"])
    assert.match(stdout, /^sd35=moderated +\S/m)
    assert.match(stdout, /^imagelabs=never-done +\S/m)
    const wrong = yield* easel(["sandbox", "--fault", "sd35=no-such-fault"])
    assert.strictEqual(wrong.code, 2)
    assert.include(wrong.stderr, "moderated")
    const nobody = yield* easel(["sandbox", "--provider", "sd36"])
    assert.strictEqual(nobody.code, 2)
    assert.include(nobody.stderr, "sd35")
  })
)

it.live("keeps a proxy from coming between", () =>
  Effect.gen(function* () {
    const proxy = `http://me:${secret}@127.0.0.1:9`
    const env = { HTTPS_PROXY: proxy, EASEL_SD35_PROXY: proxy, NO_PROXY: "example.org" }
    const command = ["sh", "-c", 'echo "$NO_PROXY $EASEL_SD35_PROXY."']
    const { stdout } = yield* easel(["sandbox", "--", ...command], { env })
    assert.strictEqual(stdout.trim(), "example.org,127.0.0.1 .")
  })
)

it.live("prints the environment, and ends well with Ctrl-C", () =>
  Effect.gen(function* () {
    const child = start(["sandbox", "-p", "sd35", "-p", "imagelabs"])
    const end = yield* Effect.fork(finished(child))
    const output = Stream.fromAsyncIterable(child.stdout, String).pipe(
      Stream.map(String),
      Stream.splitLines,
      Stream.take(2)
    )
    const lines = Array.from(yield* Stream.runCollect(output))
    assert.match(lines[0] ?? "", /^export EASEL_SD35_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/)
    assert.match(lines[1] ?? "", /^export EASEL_IMAGELABS_BASE_URL=http:\/\/127\.0\.0\.1:\d+$/)
    child.kill("SIGINT")
    const { code, stderr } = yield* end
    assert.strictEqual(code, 0)
    assert.include(stderr, "no AI models")
  })
)

it.live("lets a shell evaluate it and go on", () =>
  Effect.gen(function* () {
    const script = `
      eval "$("$1" "$2" sandbox -p sd35 2>sandbox.log &)"
      "$1" -e 'fetch(process.env.EASEL_SD35_BASE_URL).then(({ status }) => console.log(status))'
      kill "$(sed -n 's/.*kill //p' sandbox.log)"`
    const cwd = yield* temporaryFolder
    const stdout = yield* Effect.async<string, Error>((resume) => {
      execFile(
        "sh",
        ["-c", script, "sh", process.execPath, bin],
        { cwd, env: environment() },
        (error, text) => resume(error === null ? Effect.succeed(text) : Effect.fail(error))
      )
    })
    assert.match(stdout, /^\d{3}\n$/)
  }).pipe(Effect.scoped)
)

it.live("refuses a flag that it does not know", () =>
  Effect.gen(function* () {
    const { code, stderr } = yield* easel(["sandbox", "--latencies", "1s"])
    assert.strictEqual(code, 2)
    assert.include(stderr, "--latencies")
  })
)
