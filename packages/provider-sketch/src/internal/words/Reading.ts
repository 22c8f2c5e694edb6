import { colors, hats, hours, moods, settings, subjects, words } from "./Vocabulary.js"

export type Subject = keyof typeof subjects
export type Setting = keyof typeof settings
export type Hour = keyof typeof hours
export type Mood = keyof typeof moods
export type Hat = keyof typeof hats

/** What the words of a prompt ask for, as far as they are known. */
export interface Reading {
  readonly subject: Subject | undefined
  readonly setting: Setting | undefined
  readonly hour: Hour | undefined
  readonly moods: ReadonlyArray<Mood>
  /** `any` when a hat is asked for and no kind of hat. */
  readonly hat: Hat | "any" | undefined
  readonly scarf: boolean
  readonly glasses: boolean
  readonly action: boolean
  /** What the words say of a person; undefined when they leave it open. */
  readonly person: "man" | "woman" | undefined
  /** A `#rrggbb` for what the colour words stand beside. */
  readonly coat: string | undefined
  readonly hatColor: string | undefined
  readonly accent: string | undefined
}

const matcher = (list: string): ((word: string) => boolean) => {
  const whole = new Set<string>()
  const stems: Array<string> = []
  for (const entry of list.split(" ")) {
    if (entry.endsWith("*")) stems.push(entry.slice(0, -1))
    else whole.add(entry)
  }
  return (word) => whole.has(word) || stems.some((stem) => word.startsWith(stem))
}

type Finder<Name> = (tokens: ReadonlyArray<string>) => ReadonlyArray<readonly [Name, number]>

/** All names of a table whose words stand in the text, in the order of the text. */
const finder = <Name extends string>(
  entries: ReadonlyArray<readonly [Name, string]>
): Finder<Name> => {
  const matchers = entries.map(([name, list]) => [name, matcher(list)] as const)
  return (tokens) =>
    tokens.flatMap((token, index) => {
      const found = matchers.find(([, matches]) => matches(token))
      return found === undefined ? [] : [[found[0], index] as const]
    })
}

const entriesOf = <Name extends string>(
  table: Readonly<Record<Name, string>>
): ReadonlyArray<readonly [Name, string]> => {
  const result: Array<readonly [Name, string]> = []
  for (const name in table) result.push([name, table[name]])
  return result
}

const findSubjects = finder(entriesOf(subjects))
const findSettings = finder(entriesOf(settings))
const findHours = finder(entriesOf(hours))
const findMoods = finder(entriesOf(moods))
const findHats = finder(entriesOf(hats))
const findWords = finder(entriesOf(words))
const findColors = finder(entriesOf(colors))

export const tokensOf = (prompt: string): ReadonlyArray<string> =>
  prompt
    .toLowerCase()
    .normalize("NFC")
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((token) => token.length > 0)

export const read = (prompt: string): Reading => {
  const tokens = tokensOf(prompt)
  const found = findSubjects(tokens)
  const extras = findWords(tokens)
  const has = (name: keyof typeof words): boolean => extras.some(([word]) => word === name)
  const hatKind = findHats(tokens)[0]?.[0]
  const hatWord = extras.find(([word]) => word === "hat")
  const wearsHat =
    hatWord !== undefined || hatKind === "crown" || hatKind === "beanie" || hatKind === "wizard"
  const named = found.find(([name]) => name !== "person") ?? found[0]
  const palette = findColors(tokens)
  const beside = (place: number | undefined, reach: number): string | undefined =>
    place === undefined
      ? undefined
      : palette.find(([, at]) => at !== place && Math.abs(at - place) <= reach)?.[0]
  const hatColor = beside(hatWord?.[1], 1)
  const rest = palette.filter(([code]) => code !== hatColor)
  const coat =
    named === undefined ? undefined : rest.find(([, at]) => Math.abs(at - named[1]) <= 2)?.[0]
  return {
    subject: named?.[0],
    setting: findSettings(tokens)[0]?.[0],
    hour: findHours(tokens)[0]?.[0],
    moods: findMoods(tokens).map(([name]) => name),
    hat: wearsHat ? (hatKind ?? "any") : undefined,
    scarf: has("scarf"),
    glasses: has("glasses"),
    action: has("action"),
    person: has("woman") ? "woman" : has("man") ? "man" : undefined,
    coat,
    hatColor,
    accent: rest.find(([code]) => code !== coat)?.[0]
  }
}
