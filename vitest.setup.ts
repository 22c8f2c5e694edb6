/**
 * Files share a worker, and so its modules. `layer` of `@effect/vitest` writes the methods of its layer
 * into the one `it` that all of them have: each file begins with those it would have found alone.
 */
import { makeMethods } from "@effect/vitest"
import { it } from "vitest"

makeMethods(it)
