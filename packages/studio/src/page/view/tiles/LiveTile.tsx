/** A generation on its way: where it stands, and the picture so far. */
import type { Signal } from "@preact/signals"
import { adviceFor } from "../../generation/Advice.js"
import { type Generation, hasEnded } from "../../generation/Generation.js"
import { phaseText } from "../../generation/phaseText.js"
import { useSession } from "../Session.js"
import { useBlobUrl } from "../useMedia.js"
import { Frame } from "./Frame.js"
import { ProblemTile } from "./ProblemTile.js"

const RestartNote = ({ generation: { restarts } }: { generation: Generation }) => {
  const last = restarts.at(-1)
  if (last === undefined) return null
  return (
    <p class="note">
      Started over{last.from === last.to ? "" : ` with ${last.to}`}: {adviceFor(last.cause).title}
    </p>
  )
}

/** Without a fraction the bar says only that something happens. */
const Bar = ({ generation }: { generation: Generation }) => {
  const { fraction, step, total } = generation.progress ?? {}
  const share = fraction ?? (step !== undefined && total ? step / total : undefined)
  const percent = share === undefined ? undefined : Math.round(Math.min(1, share) * 100)
  return (
    <div
      class="bar"
      role="progressbar"
      aria-label={`Progress of ${generation.prompt}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={phaseText(generation)}
    >
      <span style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  )
}

const Running = ({ generation }: { generation: Generation }) => {
  const { cancel } = useSession()
  const { label, phase, preview, prompt, warnings } = generation
  const url = useBlobUrl(preview)
  return (
    <Frame
      size={generation}
      state={phase}
      caption={
        <>
          <span class="model">{label}</span>
          <span>{phaseText(generation)}</span>
        </>
      }
    >
      <div class="canvas">
        {url === undefined ? (
          <p class="prompt">{prompt}</p>
        ) : (
          <img src={url} alt={`Preview: ${prompt}`} data-preview />
        )}
        <div class="notes">
          <RestartNote generation={generation} />
          {warnings.map((text) => (
            <p class="note" key={text}>
              {text}
            </p>
          ))}
        </div>
        {phase !== "Fetching" && (
          <button
            type="button"
            class="float"
            aria-label={`Cancel ${prompt}`}
            onClick={() => void cancel(generation)}
          >
            Cancel
          </button>
        )}
        <Bar generation={generation} />
      </div>
    </Frame>
  )
}

export const LiveTile = ({ generation }: { generation: Signal<Generation> }) =>
  hasEnded(generation.value) ? (
    <ProblemTile generation={generation.value} />
  ) : (
    <Running generation={generation.value} />
  )
