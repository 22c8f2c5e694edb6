/** More sessions than are kept. */
import { assert, it } from "@effect/vitest"
import { McpServer } from "@modelcontextprotocol/server"
import { Sessions } from "../../src/mcp/Sessions.js"

const initialize = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "easel-test", version: "1.0.0" }
  }
}

/** Opens one, and gives its id. */
const open = async (sessions: Sessions, owner: string): Promise<string> => {
  const server = new McpServer({ name: "test", version: "1.0.0" })
  const transport = await sessions.open(owner, { server, isBusy: () => false })
  const answer = await transport.handleRequest(
    new Request("http://gateway/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream"
      },
      body: JSON.stringify(initialize)
    })
  )
  await answer.text()
  return answer.headers.get("mcp-session-id") ?? assert.fail(`no session: ${answer.status}`)
}

it("who opens very many loses own ones, and nobody else does", async () => {
  const sessions = new Sessions(1_000_000, { inAll: 5, ofOwner: 2 })
  const mine = await open(sessions, "alice")
  const others: Array<string> = []
  for (let index = 0; index < 10; index++) others.push(await open(sessions, "bob"))
  const second = await open(sessions, "carol")
  assert.strictEqual(sessions.size, 5)
  assert.isDefined(sessions.find(mine, "alice"))
  assert.isDefined(sessions.find(second, "carol"))
  const left = others.map((id) => sessions.find(id, "bob") !== undefined)
  assert.deepStrictEqual(left, [...Array<boolean>(7).fill(false), true, true, true])
  await sessions.close()
})

it("when nobody has very many, those that have rested longest go", async () => {
  const sessions = new Sessions(1_000_000, { inAll: 2, ofOwner: 2 })
  const [first, second, third] = [
    await open(sessions, "alice"),
    await open(sessions, "bob"),
    await open(sessions, "carol")
  ]
  assert.isUndefined(sessions.find(first, "alice"))
  assert.isDefined(sessions.find(second, "bob"))
  assert.isDefined(sessions.find(third, "carol"))
  await sessions.close()
})
