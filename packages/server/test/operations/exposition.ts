/**
 * Reads the text exposition format of Prometheus as strictly as `promtool check metrics`: anything
 * that Prometheus would refuse, or that would be counted wrongly, throws.
 */
import { strict as assert } from "node:assert"

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly type: string
  readonly samples: ReadonlyArray<Sample>
}

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/

const readLabels = (text: string): Record<string, string> => {
  const labels: Record<string, string> = {}
  let rest = text
  while (rest !== "") {
    const [whole, name = "", value = ""] =
      label.exec(rest) ?? assert.fail(`no label begins here: ${rest}`)
    assert.ok(!(name in labels), `the label ${name} is there twice`)
    labels[name] = value.replace(/\\(.)/g, (_, character: string) =>
      character === "n" ? "\n" : character
    )
    rest = rest.slice(whole.length)
  }
  return labels
}

const readNumber = (text: string): number => {
  if (text === "+Inf") return Infinity
  assert.match(text, /^(-?\d+(\.\d+)?(e[+-]?\d+)?|NaN)$/)
  return Number(text)
}

const suffixes: Readonly<Record<string, ReadonlyArray<string>>> = {
  counter: [""],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"]
}

const withoutBound = (labels: Sample["labels"]): string =>
  JSON.stringify(Object.entries(labels).filter(([name]) => name !== "le"))

const checkHistogram = (name: string, samples: ReadonlyArray<Sample>): void => {
  const series = new Map<string, Array<Sample>>()
  for (const sample of samples) {
    const key = withoutBound(sample.labels)
    series.set(key, [...(series.get(key) ?? []), sample])
  }
  for (const each of series.values()) {
    const buckets = each.filter((sample) => sample.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => readNumber(labels["le"] ?? ""))
    assert.deepEqual(
      bounds,
      [...bounds].sort((one, other) => one - other)
    )
    assert.equal(bounds.at(-1), Infinity)
    for (const [index, { value }] of buckets.entries()) {
      if (index > 0) assert.ok(value >= (buckets[index - 1]?.value ?? 0), "buckets are cumulative")
    }
    const count = each.find((sample) => sample.name === `${name}_count`)
    assert.equal(buckets.at(-1)?.value, count?.value)
    assert.ok(each.some((sample) => sample.name === `${name}_sum`))
  }
}

/** The families by name. */
export const parse = (text: string): ReadonlyMap<string, Family> => {
  assert.ok(text.endsWith("\n"))
  const families = new Map<string, { type: string; samples: Array<Sample> }>()
  const seen = new Set<string>()
  let current = ""
  let helped = ""
  for (const each of text.slice(0, -1).split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(each) ?? []
    if (kind === "HELP") helped = name
    else if (kind === "TYPE") {
      assert.equal(name, helped)
      assert.ok(!families.has(name), `${name} is there twice`)
      assert.ok(rest in suffixes)
      if (rest === "counter") assert.ok(name.endsWith("_total"), `${name} counts`)
      families.set(name, { type: rest, samples: [] })
      current = name
    } else {
      const [, sampleName = "", labels = "", value = ""] =
        line.exec(each) ?? assert.fail(`not understood: ${each}`)
      const family = families.get(current) ?? assert.fail("a sample without a type")
      const allowed = suffixes[family.type]?.map((suffix) => current + suffix) ?? []
      assert.ok(allowed.includes(sampleName), `${sampleName} is no part of ${current}`)
      const sample = { name: sampleName, labels: readLabels(labels), value: readNumber(value) }
      const identity = JSON.stringify([sampleName, sample.labels])
      assert.ok(!seen.has(identity), `${identity} is there twice`)
      seen.add(identity)
      family.samples.push(sample)
    }
  }
  for (const [name, { samples, type }] of families) {
    if (type === "histogram") checkHistogram(name, samples)
  }
  return families
}

/** The value of the sample that has these labels. */
export const valueOf = (
  families: ReadonlyMap<string, Family>,
  family: string,
  labels: Readonly<Record<string, string>> = {},
  suffix = ""
): number | undefined =>
  families
    .get(family)
    ?.samples.find(
      (sample) =>
        sample.name === family + suffix &&
        Object.entries(labels).every(([name, value]) => sample.labels[name] === value)
    )?.value
