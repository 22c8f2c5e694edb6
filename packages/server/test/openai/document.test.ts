/** The API's document knows the routes of OpenAI. */
import { assert, describe, it } from "@effect/vitest"
import { Api } from "@easel/server/Api"
import * as OpenApi from "@effect/platform/OpenApi"

describe("the document", () => {
  const { paths } = OpenApi.fromApi(Api)

  it("has the routes that make pictures, in both forms", () => {
    assert.containsAllKeys(paths["/v1/images/edits"]?.post?.requestBody?.content, [
      "application/json",
      "multipart/form-data"
    ])
    assert.containsAllKeys(paths["/v1/images/generations"]?.post?.responses, ["200", "424", "429"])
  })

  it("has the models, and nothing that is retired", () => {
    assert.containsAllKeys(paths, ["/v1/models", "/v1/models/*"])
    assert.notProperty(paths, "/v1/images/variations")
  })
})
