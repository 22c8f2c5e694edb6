import type { Path } from "./Path.js"

/** How frame units become pixels. */
export interface View {
  readonly left: number
  readonly top: number
  readonly scaleX: number
  readonly scaleY: number
}

/**
 * Exact area coverage of a path over a band of pixel rows. Each edge adds the change of covered
 * area that it causes (the method of font-rs); a running sum along a row is then the coverage.
 */
export class Coverage {
  private readonly cells: Float32Array
  private readonly stride: number
  private left = 0
  private right = 0

  constructor(
    private readonly width: number,
    rows: number
  ) {
    this.stride = width + 2
    this.cells = new Float32Array(this.stride * rows)
  }

  /** Traces the part of the path in rows `top` to `top + rows`; columns touched are in `span`. */
  trace(path: Path, view: View, top: number, rows: number): boolean {
    const { bounds } = path
    if ((bounds.bottom - view.top) * view.scaleY <= top) return false
    if ((bounds.top - view.top) * view.scaleY >= top + rows) return false
    this.left = Math.max(0, Math.floor((bounds.left - view.left) * view.scaleX))
    this.right = Math.min(this.width, Math.ceil((bounds.right - view.left) * view.scaleX))
    if (this.left >= this.right) return false
    for (const polygon of path.polygons) {
      const length = polygon.length
      let px = (polygon[length - 2]! - view.left) * view.scaleX
      let py = (polygon[length - 1]! - view.top) * view.scaleY - top
      for (let index = 0; index < length; index += 2) {
        const x = (polygon[index]! - view.left) * view.scaleX
        const y = (polygon[index + 1]! - view.top) * view.scaleY - top
        if ((py < rows || y < rows) && (py > 0 || y > 0)) this.edge(px, py, x, y, rows)
        px = x
        py = y
      }
    }
    return true
  }

  /** The first column and the one after the last that the traced path may cover. */
  get span(): readonly [number, number] {
    return [this.left, this.right]
  }

  /** Writes a row's coverage (0 to 1) into `target` and clears it; false when nothing is covered. */
  take(row: number, target: Float32Array, offset: number): boolean {
    const { cells, left, right } = this
    const base = row * this.stride
    let sum = 0
    let any = false
    for (let x = left; x < right; x++) {
      sum += cells[base + x]!
      cells[base + x] = 0
      const covered = sum < 0 ? -sum : sum
      if (covered > 0.004) {
        any = true
        target[offset + x] = covered > 0.998 ? 1 : covered
      } else target[offset + x] = 0
    }
    cells[base + right] = 0
    cells[base + right + 1] = 0
    return any
  }

  private edge(ax: number, ay: number, bx: number, by: number, rows: number): void {
    if (ay === by) return
    const { cells, stride, left, right } = this
    const direction = ay < by ? 1 : -1
    const startY = ay < by ? ay : by
    const endY = ay < by ? by : ay
    const slope = (bx - ax) / (by - ay)
    let x = ay < by ? ax : bx
    if (startY < 0) x -= startY * slope
    const lastRow = Math.min(rows, Math.ceil(endY))
    for (let row = Math.max(0, Math.floor(startY)); row < lastRow; row++) {
      const height = Math.min(row + 1, endY) - Math.max(row, startY)
      const next = x + slope * height
      const area = height * direction
      const from = Math.min(right, Math.max(left, x < next ? x : next))
      const to = Math.min(right, Math.max(left, x < next ? next : x))
      const first = Math.floor(from)
      const end = Math.ceil(to)
      const base = row * stride
      if (end <= first + 1) {
        const share = 0.5 * (from + to) - first
        cells[base + first] = cells[base + first]! + area - area * share
        cells[base + first + 1] = cells[base + first + 1]! + area * share
      } else {
        this.slanted(base, area, from, to, first, end)
      }
      x = next
    }
  }

  private slanted(
    base: number,
    area: number,
    from: number,
    to: number,
    first: number,
    end: number
  ): void {
    const { cells } = this
    const steep = 1 / (to - from)
    const fromPart = from - first
    const toPart = to - end + 1
    const head = 0.5 * steep * (1 - fromPart) * (1 - fromPart)
    const tail = 0.5 * steep * toPart * toPart
    cells[base + first] = cells[base + first]! + area * head
    if (end === first + 2) {
      cells[base + first + 1] = cells[base + first + 1]! + area * (1 - head - tail)
    } else {
      const second = steep * (1.5 - fromPart)
      cells[base + first + 1] = cells[base + first + 1]! + area * (second - head)
      for (let x = first + 2; x < end - 1; x++) cells[base + x] = cells[base + x]! + area * steep
      const rest = 1 - second - (end - first - 3) * steep - tail
      cells[base + end - 1] = cells[base + end - 1]! + area * rest
    }
    cells[base + end] = cells[base + end]! + area * tail
  }
}
