/** What the documentation shows. */

const id = "gen_5f0c9a41d27be8836a1f4e90c3d2b7a6"

const createdAt = "2026-01-31T12:00:00.000Z"

export const request = {
  prompt: "A cat wearing a hat",
  model: "sketch",
  aspectRatio: "3:2",
  seed: 7
}

const receipt = {
  provider: "sketch",
  providerVersion: "0.1.0",
  model: "sketch",
  prompt: request.prompt,
  parameters: { width: 1200, height: 800, count: 1 },
  seed: request.seed,
  timings: { submitted: createdAt, finished: "2026-01-31T12:00:03.000Z" },
  attempt: 1
}

const response = {
  _tag: "ImageResponse",
  images: [
    {
      source: {
        _tag: "Url",
        url: "http://127.0.0.1:8080/api/images/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png?expires=1769864403000&signature=c2lnbmF0dXJl"
      },
      mediaType: "image/png",
      seed: request.seed
    }
  ],
  receipt
}

export const summary = {
  id,
  createdAt,
  status: "Done",
  provider: "sketch",
  model: "sketch",
  prompt: request.prompt,
  response
}

export const accepted = {
  ...summary,
  id: "durable_8c1de0f4a7b35e6290d1c8f7ab4e5d03",
  status: "Queued",
  response: undefined
}

const created = { _tag: "GenerationCreated", id, createdAt, provider: "sketch", model: "sketch" }

const progress = { _tag: "Progress", fraction: 0.5, step: 14, total: 28, unit: "steps" }

export const stream = [created, progress, response]
  .map((event, index) => `id: ${index}\nevent: ${event._tag}\ndata: ${JSON.stringify(event)}\n\n`)
  .join("")
