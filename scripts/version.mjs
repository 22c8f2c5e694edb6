// `npm run version-packages`: gives each package its next version and changelog, as its changesets
// say, and writes the versions wherever else they stand. Review and commit what it changed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import applyReleasePlan from "@changesets/apply-release-plan"
import { read as readConfig } from "@changesets/config"
import { getPackages } from "@manypkg/get-packages"
import { released, releasePlan } from "./release.mjs"

const root = process.cwd()

/** Manifests that are no part of the workspace, and follow its versions. */
const followers = [
  "packages/create-easel-provider/templates/shared/_package.json",
  "examples/third-party-provider/package.json"
]

const rewrite = (path, change) => {
  const text = readFileSync(path, "utf8")
  const changed = change(text)
  if (changed !== text) writeFileSync(path, changed)
}

/** A plugin says its version in its source, for receipts. */
const writeVersion = (folder, { newVersion, oldVersion }) => {
  for (const file of readdirSync(join(folder, "src")).filter((name) =>
    /^[A-Z].*\.ts$/.test(name)
  )) {
    rewrite(join(folder, "src", file), (text) =>
      text.replace(`const version = "${oldVersion}"`, `const version = "${newVersion}"`)
    )
  }
}

const plan = await releasePlan(root)
const packages = await getPackages(root)
const config = await readConfig(root, packages)
await applyReleasePlan(plan, packages, config)

for (const release of released(plan)) {
  const { dir } = packages.packages.find(({ packageJson }) => packageJson.name === release.name)
  writeVersion(dir, release)
  for (const follower of followers) {
    rewrite(join(root, follower), (text) =>
      text.replaceAll(
        `"${release.name}": "^${release.oldVersion}"`,
        `"${release.name}": "^${release.newVersion}"`
      )
    )
  }
  console.log(`${release.name} ${release.oldVersion} → ${release.newVersion}`)
}
console.log("now: npm install --package-lock-only --ignore-scripts, and review")
