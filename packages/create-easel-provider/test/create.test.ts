import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { create, newFolder } from "./create.js"

/** Every file below a folder by its path, with its content. */
const filesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), "utf8")])
  )

const shared = [
  ".gitignore",
  "LICENSE",
  "README.md",
  "package.json",
  "src/fake/index.ts",
  "src/index.ts",
  "src/wire.ts",
  "test/conformance.test.ts",
  "test/my-service.test.ts",
  "tsconfig.build.json",
  "tsconfig.json"
]

describe("what is written", () => {
  for (const template of ["submit-poll", "server-sent-events", "one-shot-json"]) {
    it(`${template} is a package under the name that was given`, async () => {
      const folder = newFolder()
      const { code, stdout } = await create(folder, "my-service", "--template", template, "--yes")
      assert.strictEqual(code, 0)
      assert.include(stdout, "cd my-service")
      const files = filesOf(join(folder, "my-service"))
      assert.deepStrictEqual([...files.keys()].sort(), shared)
      for (const [path, text] of files) assert.notMatch(text, /lantern/i, path)
      assert.include(files.get("package.json"), '"name": "easel-provider-my-service"')
      assert.include(files.get("src/index.ts"), 'const id = "myservice"')
      assert.include(files.get("src/index.ts"), '"EASEL_MY_SERVICE_API_KEY"')
      assert.include(files.get("README.md"), "[My Service]")
    })
  }

  it("submits and polls unless something else was asked for", async () => {
    const folder = newFolder()
    await create(folder, "my-service", "--yes")
    assert.include(readFileSync(join(folder, "my-service/src/index.ts"), "utf8"), "Polling.until")
  })

  it("is named without the prefix that its package has anyway", async () => {
    const folder = newFolder()
    await create(folder, "deep/easel-provider-lamp", "-y")
    const manifest = readFileSync(join(folder, "deep/easel-provider-lamp/package.json"), "utf8")
    assert.include(manifest, '"name": "easel-provider-lamp"')
  })

  it("goes into the current folder, which may hold a fresh repository", async () => {
    const folder = join(newFolder(), "lamp")
    mkdirSync(join(folder, ".git"), { recursive: true })
    const { code, stdout } = await create(folder, ".", "--yes")
    assert.strictEqual(code, 0)
    assert.notInclude(stdout, "cd ")
    assert.include(readFileSync(join(folder, "src/index.ts"), "utf8"), 'const id = "lamp"')
  })
})

describe("what is refused, and nothing is written", () => {
  it("a folder that is not empty", async () => {
    const folder = newFolder()
    mkdirSync(join(folder, "lamp"))
    writeFileSync(join(folder, "lamp/notes.txt"), "mine")
    const { code, stderr } = await create(folder, "lamp", "--yes")
    assert.strictEqual(code, 2)
    assert.include(stderr, "is not empty")
    assert.deepStrictEqual([...filesOf(folder)], [["lamp/notes.txt", "mine"]])
  })

  it("a file", async () => {
    const folder = newFolder()
    writeFileSync(join(folder, "lamp"), "mine")
    assert.strictEqual((await create(folder, "lamp", "--yes")).code, 2)
    assert.strictEqual(readFileSync(join(folder, "lamp"), "utf8"), "mine")
  })

  const usage: Readonly<Record<string, ReadonlyArray<string>>> = {
    "no folder, and nobody to ask": [],
    "no folder, and nothing may be asked": ["--yes"],
    "an upper-case name": ["Lamp"],
    "a name that begins with a digit": ["3d-maker"],
    "a name with two dashes in a row": ["my--service"],
    "a name with a space": ["my service"],
    "a name with a dot": ["lamp.io"],
    "a name that is nothing but the prefix": ["easel-provider-"],
    "a name that leaves no room": ["a".repeat(101)],
    "a template that is not there": ["lamp", "--template", "graphql"],
    "a template from elsewhere": ["lamp", "--template", "../shared"],
    "a flag that is not there": ["lamp", "--force"],
    "two folders": ["lamp", "lantern"]
  }
  for (const [what, args] of Object.entries(usage)) {
    it(what, async () => {
      const folder = newFolder()
      const { code, stderr, stdout } = await create(folder, ...args)
      assert.strictEqual(code, 2)
      assert.strictEqual(stdout, "")
      assert.match(stderr, /^create-easel-provider: .+\n$/)
      assert.deepStrictEqual(readdirSync(folder), [])
    })
  }

  it.skipIf(process.platform === "win32")("ends with 1 when writing fails", async () => {
    const folder = newFolder()
    symlinkSync(join(folder, "nowhere"), join(folder, "lamp"))
    const { code, stderr } = await create(folder, "lamp", "--yes")
    assert.strictEqual(code, 1)
    assert.include(stderr, "ENOENT")
  })
})

describe("what is asked about itself", () => {
  it("--help names every template", async () => {
    const { code, stdout } = await create(newFolder(), "--help")
    assert.strictEqual(code, 0)
    for (const template of ["submit-poll", "server-sent-events", "one-shot-json"]) {
      assert.include(stdout, template)
    }
  })

  it("--version is the package's", async () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8")
    const { code, stdout } = await create(newFolder(), "--version")
    assert.strictEqual(code, 0)
    assert.include(manifest, `"version": "${stdout.trim()}"`)
  })
})
