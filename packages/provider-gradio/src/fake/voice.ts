import type { LogOutput, ProgressOutput, Raised } from "./Endpoint.js"
import type { Behaviour } from "./GradioVersion.js"
import { type Message, ofQueue, queueEvent, wireEvent } from "./Message.js"

const seconds = 0.5

/** What a job says, in the words of a version. */
export const voice = (rules: Behaviour, showError: boolean, event_id: string) => {
  const newer = rules.cacheFields ? { used_cache: null } : {}
  const outputOf = (data: unknown, is_generating: boolean) => ({
    data,
    is_generating,
    duration: seconds,
    average_duration: seconds,
    render_config: null,
    changed_state_ids: [],
    ...newer
  })
  const ending = (
    output: unknown,
    success: boolean,
    title: string | null,
    cache_duration: number | null,
    avg_time: number | null = cache_duration
  ) =>
    queueEvent({
      msg: "process_completed",
      event_id,
      output,
      success,
      title,
      ...(rules.cacheFields ? { used_cache: null, cache_duration, avg_time } : {})
    })
  const describe = (error: Raised) => {
    if (error._tag === "GradioError") {
      return { error: error.text, duration: 10, visible: true, title: error.title ?? "Error" }
    }
    if (!showError) return { error: null }
    return rules.errorObject ? { error: error.text, visible: true } : { error: error.text }
  }
  return {
    estimation: (rank: number, queue_size: number): Message =>
      ofQueue("estimation", { event_id, rank, queue_size, rank_eta: null }),
    starts: ofQueue("process_starts", { event_id, eta: null }),
    progress: ({ desc, index, length }: ProgressOutput): Message =>
      ofQueue("progress", {
        event_id,
        progress_data:
          index === undefined
            ? []
            : [{ index, length, unit: "steps", progress: null, desc: desc ?? null }]
      }),
    log: ({ level, text, title }: LogOutput): Message =>
      ofQueue("log", { event_id, log: text, level, duration: 10, visible: true, title }),
    generating: (data: unknown): Message => ({
      call: wireEvent("generating", data),
      queue: queueEvent({
        msg: "process_generating",
        event_id,
        output: outputOf(data, true),
        success: true,
        time_limit: null
      }),
      terminal: false
    }),
    completed: (data: unknown): Message => ({
      call: wireEvent("complete", data),
      queue: ending(outputOf(data, false), true, null, seconds),
      terminal: true
    }),
    cancelled: {
      call: wireEvent("complete", null),
      queue: ending({}, true, null, null),
      terminal: true
    } satisfies Message,
    /** `midway`: a generator that has shown something. */
    failed: (error: Raised, midway: boolean): Message => {
      const output = describe(error)
      const title = error._tag === "GradioError" ? (error.title ?? "Error") : "Error"
      return {
        call: wireEvent("error", rules.errorObject ? output : null),
        queue: ending(output, false, midway ? null : title, midway ? 10 : null, null),
        terminal: true
      }
    }
  }
}
