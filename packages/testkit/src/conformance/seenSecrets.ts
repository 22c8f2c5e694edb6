import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import { show, showJson } from "./Recorder.js"
import type { Rig } from "./Rig.js"
import type { Loaded, Run } from "./Run.js"

/** So much of a secret is enough to call it seen; a shorter one counts as a whole. */
const telling = 15

/** Shorter values are no secrets. */
const shortest = 6

type Seen = readonly [place: string, text: string]

const textsOf = (place: string, exit: Exit.Exit<unknown, unknown>): ReadonlyArray<Seen> => [
  [place, show(exit)],
  [`the JSON of ${place}`, showJson(exit)],
  ...Exit.match(exit, {
    onSuccess: (): ReadonlyArray<Seen> => [],
    onFailure: (cause): ReadonlyArray<Seen> => [
      [`the printed cause of ${place}`, Cause.pretty(cause, { renderErrorCause: true })]
    ]
  })
]

/** Where a secret of the plugin is seen in what a run left: events, errors, logs, spans. */
export const seenSecrets = (
  rig: Rig,
  run: Run,
  loaded: Loaded | undefined
): ReadonlyArray<string> => {
  const texts: ReadonlyArray<Seen> = [
    ...run.events.flatMap((event): ReadonlyArray<Seen> => [
      [`the event ${event._tag}`, show(event)],
      [`the JSON of the event ${event._tag}`, showJson(event)]
    ]),
    ...textsOf("the result", run.exit),
    ...(loaded === undefined ? [] : textsOf("the loaded picture", loaded)),
    ...rig.recorder.texts()
  ]
  const marks = rig.secrets
    .filter((secret) => secret.length >= shortest)
    .map((secret) => secret.slice(0, telling))
  const places = texts.filter(([, text]) => marks.some((mark) => text.includes(mark)))
  return [...new Set(places.map(([place]) => `a secret is seen in ${place}`))]
}
