/** Moves the focus among pictures that lie in rows of different lengths. */

const middle = ({ bottom, left, right, top }: DOMRect) => ({
  x: (left + right) / 2,
  y: (top + bottom) / 2
})

/** The picture above or below whose middle is nearest. */
const across = (
  from: HTMLElement,
  all: ReadonlyArray<HTMLElement>,
  down: boolean
): HTMLElement | undefined => {
  const origin = from.getBoundingClientRect()
  const { x } = middle(origin)
  const candidates = all
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => (down ? box.top >= origin.bottom : box.bottom <= origin.top))
  const edges = candidates.map(({ box }) => (down ? box.top : -box.bottom))
  const edge = Math.min(...edges)
  return candidates
    .filter(({ box }) => (down ? box.top : -box.bottom) <= edge + 1)
    .sort((a, b) => Math.abs(middle(a.box).x - x) - Math.abs(middle(b.box).x - x))[0]?.element
}

/** False when there is nothing in that direction. */
export const moveIn = (gallery: HTMLElement | null, key: string): boolean => {
  const all = [...(gallery?.querySelectorAll<HTMLElement>("[data-picture]") ?? [])]
  const focused = document.activeElement
  const isInside = focused === document.body || gallery?.contains(focused) === true
  if (!isInside) return false
  const tile = focused?.closest(".tile")?.querySelector<HTMLElement>("[data-picture]")
  const current = tile ?? all.find(({ tabIndex }) => tabIndex === 0)
  if (current === undefined) return false
  const index = all.indexOf(current)
  const next =
    current !== tile
      ? current
      : key === "ArrowLeft"
        ? all[index - 1]
        : key === "ArrowRight"
          ? all[index + 1]
          : across(current, all, key === "ArrowDown")
  next?.focus()
  return next !== undefined
}
