// What the next release is, as the changesets say.
import getReleasePlan from "@changesets/get-release-plan"
import { inc, major } from "semver"

const scaffold = "create-easel-provider"

/** Packages whose ranges are written into what is scaffolded. */
const scaffolded = ["@easel/core", "@easel/node", "@easel/testkit"]

/**
 * The plan of changesets, but for two things. Changesets calls it a major change of a package when a
 * peer of it leaves its range, and would make 1.0.0 of every provider at the first minor version of
 * core; before 1.0 the minor number is the one that breaks. And what is scaffolded asks for the
 * packages as they are, so it is released with them.
 */
export const releasePlan = async (root) => {
  const plan = await getReleasePlan(root)
  const asksForMajor = (name) =>
    plan.changesets.some(({ releases }) =>
      releases.some((release) => release.name === name && release.type === "major")
    )
  const releases = plan.releases.map((release) =>
    release.type === "major" && major(release.oldVersion) === 0 && !asksForMajor(release.name)
      ? { ...release, type: "minor", newVersion: inc(release.oldVersion, "minor") }
      : release
  )
  const moves = ({ name, type }) => scaffolded.includes(name) && type !== "none" && type !== "patch"
  return {
    ...plan,
    releases: releases.map((release) =>
      release.name === scaffold && release.type === "none" && releases.some(moves)
        ? { ...release, type: "patch", newVersion: inc(release.oldVersion, "patch") }
        : release
    )
  }
}

/** The releases of a plan that have a new version. */
export const released = ({ releases }) => releases.filter(({ type }) => type !== "none")
