// @gradio/client, connected once; it reads the queue's stream, which carries the same previews.
import { Client } from "@gradio/client"

export const open = async (baseUrl) => {
  const client = await Client.connect(baseUrl, { events: ["data", "status"] })
  return async () => {
    let results = 0
    const job = client.submit("/infer", ["a cat", "", 1, false, 1024, 1024, 4.5, 40])
    for await (const event of job) {
      if (event.type === "data") results++
      if (event.type === "status" && event.stage === "complete") break
      if (event.type === "status" && event.stage === "error") throw new Error(event.message)
    }
    if (results === 0) throw new Error("no picture")
  }
}
