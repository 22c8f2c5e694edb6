import type * as ProviderEvent from "@easel/core/ProviderEvent"
import type { Workflow } from "../ComfyUiOptions.js"
import type { Text } from "./wire.js"

type Fields = Parameters<typeof ProviderEvent.progress>[0]

const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction))

/**
 * How far a workflow is. A node counts as much as it has steps, and one without steps counts as one;
 * nodes run one after the other.
 */
export class WorkflowProgress {
  private readonly done = new Map<string, number>()
  private current: string | undefined

  constructor(private readonly workflow: Workflow) {}

  /** Takes in what a text says; gives how far the workflow is, when that is news. */
  note({ data, type }: Text): Fields | undefined {
    const { max = 1, node = this.current, nodes, value = 0 } = data
    if (type === "execution_cached" && Array.isArray(nodes)) {
      for (const cached of nodes) this.done.set(String(cached), 1)
      return this.fields(0, 1)
    }
    const isStep = type === "progress" || type === "executing"
    if (!isStep || node === undefined || node === null || max <= 0) return undefined
    if (this.current !== undefined && this.current !== node) this.done.set(this.current, 1)
    this.current = node
    this.done.set(node, clamp(value / max))
    return this.fields(value, max)
  }

  private fields(step: number, total: number): Fields {
    const weights = Object.entries(this.workflow).map(([node, { inputs }]) => {
      const { steps } = inputs
      return [node, typeof steps === "number" && steps > 0 ? steps : 1] as const
    })
    const all = weights.reduce((sum, [, weight]) => sum + weight, 0)
    const done = weights.reduce(
      (sum, [node, weight]) => sum + weight * (this.done.get(node) ?? 0),
      0
    )
    const fraction = clamp(done / all)
    const message = this.workflow[this.current ?? ""]?.class_type
    return total > 1 ? { fraction, step, total, unit: "steps", message } : { fraction, message }
  }
}
