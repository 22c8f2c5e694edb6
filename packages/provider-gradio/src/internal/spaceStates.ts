/** What a Space is when it is not ready. */
export interface SpaceState {
  /** What the hub calls it. */
  readonly stages: ReadonlyArray<string>
  /** What the page says that stands where the Space should be. */
  readonly page?: RegExp | undefined
  /** It is ready for a visitor who comes again; otherwise nobody but its owner can help. */
  readonly wakes: boolean
  readonly message: string
}

const hopeless = (stages: ReadonlyArray<string>, message: string, page?: RegExp): SpaceState => ({
  stages,
  page,
  wakes: false,
  message: `the Space ${message}`
})

const waking = (stages: ReadonlyArray<string>, message: string, page: RegExp): SpaceState => ({
  stages,
  page,
  wakes: true,
  message: `the Space ${message}: try again then`
})

const states: ReadonlyArray<SpaceState> = [
  hopeless(["PAUSED"], "is paused; only its owner can start it again", /\bpaused\b/i),
  hopeless(
    ["CONFIG_ERROR", "BUILD_ERROR", "RUNTIME_ERROR"],
    "is broken; only its owner can mend it",
    /(build|runtime|config(uration)?) error/i
  ),
  hopeless(["NO_APP_FILE"], "has no program"),
  hopeless(["DELETING"], "is being deleted"),
  waking(
    ["SLEEPING", "STOPPED"],
    "was asleep; this visit wakes it, which takes about a minute",
    /sleeping|restart this space/i
  ),
  waking(
    ["BUILDING", "APP_STARTING", "RUNNING_APP_STARTING"],
    "is being built or started, which takes a minute or more",
    /\b(building|is starting|app.starting)\b/i
  )
]

/** What a page says of a Space. */
export const stateOfPage = (text: string): SpaceState | undefined =>
  states.find(({ page }) => page?.test(text))

/** What a stage of the hub means; `undefined` for one in which a Space answers, or that is not known. */
export const stateOfStage = (stage: string | undefined): SpaceState | undefined =>
  states.find(({ stages }) => stage !== undefined && stages.includes(stage))
