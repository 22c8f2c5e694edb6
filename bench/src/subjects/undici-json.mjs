// One JSON call by hand.
import { Agent, request } from "undici"

const dispatcher = new Agent()

export const open = (baseUrl) => async () => {
  const { body } = await request(`${baseUrl}/v1/images/generations`, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "m", prompt: "a cat", n: 1, response_format: "b64_json" })
  })
  const { data } = await body.json()
  if (Buffer.from(data[0].b64_json, "base64").length !== 96 * 1024) throw new Error("no picture")
}
