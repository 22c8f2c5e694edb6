/** The part of a version that must be equal: `0.minor`, or from 1 on the major version alone. */
const line = (version: string): readonly [major: number, minor: number] | undefined => {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\.\d+)*$/.exec(version) ?? []
  return major === undefined ? undefined : [Number(major), major === "0" ? Number(minor) : 0]
}

/**
 * 0 when two versions of the contract work together, less when the first is older, more when it is
 * newer, `NaN` when one of them is no version.
 */
export const compareContracts = (version: string, other: string): number => {
  const [major = NaN, minor = NaN] = line(version) ?? []
  const [otherMajor = NaN, otherMinor = NaN] = line(other) ?? []
  return major - otherMajor || minor - otherMinor
}
