/** The process, under the names that Prometheus' own clients use. */
import { type Family, single } from "./Family.js"

const microseconds = 1_000_000

const startedAt = Date.now() / 1000 - process.uptime()

export const processFamilies = (): ReadonlyArray<Family> => {
  const cpu = process.cpuUsage()
  const memory = process.memoryUsage()
  return [
    single(
      "nodejs_heap_size_used_bytes",
      "gauge",
      "Bytes of JavaScript's heap that are in use",
      memory.heapUsed
    ),
    single(
      "process_cpu_seconds_total",
      "counter",
      "Seconds that processors have worked for the process",
      (cpu.user + cpu.system) / microseconds
    ),
    single("process_resident_memory_bytes", "gauge", "Bytes of memory in use", memory.rss),
    single(
      "process_start_time_seconds",
      "gauge",
      "When the process began, in seconds since 1970",
      startedAt
    )
  ]
}
