import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { ImageAsset } from "@easel/core/ImageAsset"
import * as Asset from "@easel/core/ImageAsset"
import * as PictureMetadata from "@easel/core/PictureMetadata"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { CallToolResultSchema, type Progress } from "@modelcontextprotocol/sdk/types.js"
import { assert, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { bin, easel, environment, finished, start, temporaryFolder } from "./easel.js"
import { standIn } from "./standIn.js"

// Several processes one after the other, each of which may be slow to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

interface ClientOptions {
  readonly args?: ReadonlyArray<string>
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** The client of most assistants, with `easel mcp` as its child. */
const assistant = ({ args = [], cwd, env }: ClientOptions) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Client({ name: "easel-test", version: "1.0.0" })
      const complaints: Array<string> = []
      Object.assign(client, { onerror: (error: Error) => complaints.push(error.message) })
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [bin, "mcp", ...args],
        cwd,
        env: environment(env),
        stderr: "pipe"
      })
      const log: Array<string> = []
      transport.stderr?.on("data", (chunk: Buffer) => log.push(chunk.toString("utf8")))
      await client.connect(transport)
      return { client, complaints, log }
    }),
    ({ client }) => Effect.promise(() => client.close())
  )

const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("20 millis"))
  )

const call = (
  client: Client,
  input: Record<string, unknown>,
  options: Parameters<Client["callTool"]>[2] = {}
) =>
  Effect.promise(async () => {
    const result = await client.callTool(
      { name: "generate_image", arguments: input },
      CallToolResultSchema,
      options
    )
    return CallToolResultSchema.parse(result)
  })

type Result = Effect.Effect.Success<ReturnType<typeof call>>

const textOf = ({ content }: Result): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n")

const pictureOf = ({ content }: Result): ImageAsset => {
  const [bytes] = content.flatMap((block) =>
    block.type === "image" ? [Buffer.from(block.data, "base64")] : []
  )
  return Either.getOrThrow(Asset.fromBytes(bytes ?? assert.fail("there is no picture")))
}

it.scopedLive("gives an assistant tools, progress, the picture, and a file with its receipt", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env } = yield* standIn()
    const folder = join(cwd, "out")
    const { client, complaints } = yield* assistant({ args: ["-o", folder], cwd, env })
    const { tools } = yield* Effect.promise(() => client.listTools())
    assert.deepStrictEqual(
      tools.map(({ name }) => name),
      ["generate_image", "list_models"]
    )
    const reports: Array<Progress> = []
    const input = { prompt: "A cat", width: 512, height: 512, seed: 7 }
    const result = yield* call(client, input, { onprogress: (report) => reports.push(report) })
    assert.isAbove(reports.length, 0)
    const shown = pictureOf(result)
    assert.strictEqual(shown.mediaType, "image/png")
    const path = join(folder, "a-cat-7.png")
    assert.include(textOf(result), `1. ${path} (image/png`)
    const saved = yield* Effect.promise(() => readFile(path))
    assert.isAbove(saved.length, shown.bytes.length)
    const receipt = Either.getOrThrow(Option.getOrThrow(PictureMetadata.read(saved)))
    assert.containSubset(receipt, { provider: "sd35", seed: 7 })
    assert.deepStrictEqual(complaints, [])
  })
)

it.scopedLive("cancels what the assistant cancels", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env, server } = yield* standIn({ latency: "1 minute" })
    const { client } = yield* assistant({ cwd, env })
    const leaving = new AbortController()
    const pending = yield* Effect.fork(
      Effect.exit(call(client, { prompt: "A cat" }, { signal: leaving.signal }))
    )
    yield* eventually(() => server.openReplies() > 0)
    leaving.abort()
    assert.strictEqual((yield* Fiber.join(pending))._tag, "Failure")
    yield* eventually(() => server.requests.some(({ abandoned }) => abandoned))
    const answer = yield* call(client, { prompt: "A cat", model: "sketch", width: 64, height: 64 })
    assert.isUndefined(answer.isError)
  })
)

it.scopedLive("ends with the assistant, and cancels what it had called", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env, server } = yield* standIn({ latency: "1 minute" })
    const messages = [
      {
        jsonrpc: "2.0",
        id: "one",
        method: "initialize",
        params: {
          protocolVersion: "2025-06-18",
          capabilities: {},
          clientInfo: { name: "easel-test", version: "1.0.0" }
        }
      },
      {
        jsonrpc: "2.0",
        id: "two",
        method: "tools/call",
        params: { name: "generate_image", arguments: { prompt: "A cat" } }
      }
    ]
    const child = start(["mcp"], { cwd, env, keepStdinOpen: true })
    const result = yield* Effect.fork(finished(child))
    for (const message of messages) child.stdin.write(`${JSON.stringify(message)}\n`)
    yield* eventually(() => server.openReplies() > 0)
    child.stdin.end()
    const { code, lines, stderr } = yield* result
    assert.strictEqual(code, 0, stderr)
    yield* eventually(() => server.requests.some(({ abandoned }) => abandoned))
    assert.strictEqual(lines.length, 1)
    assert.containSubset(JSON.parse(lines[0] ?? ""), {
      id: "one",
      result: { serverInfo: { name: "easel" } }
    })
  })
)

it.scopedLive("tells the assistant what is wrong, and what to do", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const { env } = yield* standIn({ fault: "rate-limited" })
    const { client } = yield* assistant({ cwd, env })
    const unknown = yield* call(client, { prompt: "A cat", model: "sd-3.6" })
    assert.isTrue(unknown.isError)
    assert.match(textOf(unknown), /^ModelNotFound: .*\n.*list_models/)
    const refused = yield* call(client, { prompt: "A cat" })
    assert.isTrue(refused.isError)
    assert.match(textOf(refused), /^ResponseError: /)
  })
)

it.live("refuses a provider that is not there, with nothing on stdout", () =>
  Effect.gen(function* () {
    const unknown = yield* easel(["mcp"], { env: { EASEL_PROVIDER: "sd36" } })
    assert.strictEqual(unknown.code, 2)
    assert.include(unknown.stderr, "sd36")
    assert.strictEqual(unknown.stdout, "")
  })
)

it.scopedLive("keeps stdout to the protocol, whatever a plugin prints", () =>
  Effect.gen(function* () {
    const cwd = yield* temporaryFolder
    const plugin = join(cwd, "noisy.mjs")
    yield* Effect.promise(async () => {
      await writeFile(plugin, 'console.log("noise on stdout"); export default {}\n')
    })
    const { client, complaints, log } = yield* assistant({ args: ["--plugin", plugin], cwd })
    const { tools } = yield* Effect.promise(() => client.listTools())
    assert.strictEqual(tools.length, 2)
    assert.deepStrictEqual(complaints, [])
    assert.include(log.join(""), "noise on stdout")
  })
)
