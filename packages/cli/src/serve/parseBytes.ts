import * as Option from "effect/Option"

const units: Readonly<Record<string, number>> = {
  "": 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4
}

/** `"500MB"`, `"2 GiB"`, `"1.5g"` or a number of bytes; a thousand is 1024. */
export const parseBytes = (text: string): Option.Option<number> => {
  const [, number = "", unit = ""] =
    /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? []
  const factor = units[unit.toLowerCase()]
  return number === "" || factor === undefined
    ? Option.none()
    : Option.filter(Option.some(Math.round(Number(number) * factor)), Number.isSafeInteger)
}
