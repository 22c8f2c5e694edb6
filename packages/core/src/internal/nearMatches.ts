/** Edits that turn one word into another, by Wagner and Fischer with one row. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution))
    }
    row = next
  }
  return row[to.length] ?? 0
}

const normalize = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "")

/** Whoever writes more than this means no name; comparing it would take long. */
const longest = 200

/** The names that the writer of `name` may have meant, best first, at most three. */
export const nearMatches = (name: string, names: Iterable<string>): ReadonlyArray<string> => {
  if (name.length > longest) return []
  const wanted = normalize(name)
  return Array.from(new Set(names), (candidate) => {
    const other = normalize(candidate)
    const contained =
      wanted !== "" && (other.includes(wanted) || (other.length > 2 && wanted.includes(other)))
    return { candidate, score: contained ? 1 : distance(wanted, other) }
  })
    .filter(({ candidate, score }) => score <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}
