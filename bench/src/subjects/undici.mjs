// The loop that a careful programmer writes by hand: undici, eventsource-parser, JSON.parse.
import { createParser } from "eventsource-parser"
import { Agent, request } from "undici"

const dispatcher = new Agent()

export const open = (baseUrl) => async () => {
  const submitted = await request(`${baseUrl}/gradio_api/call/infer`, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ data: ["a cat", "", 1, false, 1024, 1024, 4.5, 40] })
  })
  if (submitted.statusCode !== 200) throw new Error(`status ${submitted.statusCode}`)
  const { event_id } = await submitted.body.json()
  const { body } = await request(`${baseUrl}/gradio_api/call/infer/${event_id}`, { dispatcher })
  const previews = []
  let result
  const parser = createParser({
    onEvent: ({ data, event }) => {
      if (event === "generating") previews.push(JSON.parse(data)[0].url)
      if (event === "complete") result = JSON.parse(data)
      if (event === "error") throw new Error(data)
    }
  })
  const decoder = new TextDecoder()
  for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
  if (previews.length !== 3 || result?.[1] !== 1234567890) throw new Error("no picture")
}
