import type { FakeRequest } from "@easel/core/Fake"
import type { Fault } from "../Fault.js"
import type { Rig } from "./Rig.js"
import { isSubmission } from "./Run.js"

/** Which requests of a generation a fault is meant for. */
export type Aim = "submit" | "wait" | "picture" | "any"

/**
 * Whether a request is one that the fault is meant for. What is asked before the job is handed in,
 * as who may make it, is no waiting for it.
 */
const isMeant = (
  aim: Aim,
  { loading }: Rig,
  request: FakeRequest,
  handedIn: () => boolean
): boolean => {
  switch (aim) {
    case "any":
      return true
    case "picture":
      return loading
    case "submit":
      return !loading && isSubmission(request)
    case "wait":
      return !loading && !isSubmission(request) && handedIn()
  }
}

/** Lays a fault over one part of the generations to come; gives how often it has hit. */
export const lay = (rig: Rig, aim: Aim, fault: Fault): (() => number) => {
  let hits = 0
  const before = rig.server?.requests.length ?? 0
  const handedIn = () => rig.server?.requests.slice(before).some(isSubmission) ?? false
  rig.server?.addFault({
    ...fault,
    matches: (request) => isMeant(aim, rig, request, handedIn),
    apply: (handle) => {
      hits++
      return fault.apply(handle)
    }
  })
  return () => hits
}
