import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"

const repository = new URL("../../../", import.meta.url)
const templates = new URL("../templates/", import.meta.url)

const read = (path: string): string => readFileSync(new URL(path, repository), "utf8")

const Ranges = Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), {
  default: () => ({})
})
const Manifest = Schema.parseJson(
  Schema.Struct({ peerDependencies: Ranges, devDependencies: Ranges })
)
const manifestOf = (path: string) => Schema.decodeSync(Manifest)(read(path))

/** What a package of ours is developed with, by name. */
const known = {
  ...manifestOf("package.json").devDependencies,
  ...manifestOf("packages/create-easel-provider/package.json").devDependencies
}

const authors = {
  "what is scaffolded": "packages/create-easel-provider/templates/shared/_package.json",
  "the example of a third party": "examples/third-party-provider/package.json"
}

for (const [author, path] of Object.entries(authors)) {
  describe(author, () => {
    const manifest = manifestOf(path)

    it("peers on what the providers of this repository peer on", () => {
      const own = manifestOf("packages/provider-sketch/package.json")
      assert.deepStrictEqual(manifest.peerDependencies, own.peerDependencies)
    })

    it("is developed with what this repository is developed with", () => {
      for (const [name, range] of Object.entries(manifest.devDependencies)) {
        assert.strictEqual(range, known[name], name)
      }
    })
  })
}

describe("docs/plugins.md", () => {
  const blocks = [
    ...read("docs/plugins.md").matchAll(
      /<!-- (\S+) -->\n\n<!-- prettier-ignore -->\n```ts\n([^]+?)\n```/g
    )
  ]

  it("shows files of the templates", () => {
    assert.isAtLeast(blocks.length, 8)
  })

  for (const [, path = "", code = ""] of blocks) {
    it(`shows ${path} as it is: ${code.slice(0, code.indexOf("\n")).trim()}`, () => {
      const file = readFileSync(new URL(path, templates), "utf8")
      const indented = [0, 2, 4, 6, 8, 10].map((width) =>
        code.replaceAll(/^(?=.)/gm, " ".repeat(width))
      )
      assert.isTrue(indented.some((text) => file.includes(text)))
    })
  }
})
