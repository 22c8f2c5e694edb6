import type { FakeRequest } from "@easel/core/Fake"
import type { Fault } from "../Fault.js"
import type { Rig } from "./Rig.js"
import { isSubmission } from "./Run.js"

/** Which requests of a generation a fault is meant for. */
export type Aim = "submit" | "wait" | "picture" | "any"

const isMeant = (aim: Aim, { loading }: Rig, request: FakeRequest): boolean => {
  switch (aim) {
    case "any":
      return true
    case "picture":
      return loading
    case "submit":
      return !loading && isSubmission(request)
    case "wait":
      return !loading && !isSubmission(request)
  }
}

/** Lays a fault over one part of the generations to come; gives how often it has hit. */
export const lay = (rig: Rig, aim: Aim, fault: Fault): (() => number) => {
  let hits = 0
  rig.server?.addFault({
    ...fault,
    matches: (request) => isMeant(aim, rig, request),
    apply: (handle) => {
      hits++
      return fault.apply(handle)
    }
  })
  return () => hits
}
