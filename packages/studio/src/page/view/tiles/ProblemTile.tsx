/** A generation that has failed or was cancelled: why, and what to do. */
import { corrected, fieldOf } from "../../form/corrected.js"
import { adviceFor } from "../../generation/Advice.js"
import type { Generation } from "../../generation/Generation.js"
import { fieldId } from "../fields/Field.js"
import { Icon } from "../Icon.js"
import { useSession } from "../Session.js"
import { Frame } from "./Frame.js"

const showField = (field: string): void => {
  const details = document.querySelector("details.settings")
  if (details instanceof HTMLDetailsElement) details.open = true
  document.getElementById(fieldId(fieldOf(field)))?.focus()
}

const Reason = ({ generation: { failure } }: { generation: Generation }) => {
  if (failure === undefined) return <strong>Cancelled</strong>
  const { remedy, text, title } = adviceFor(failure)
  return (
    <>
      <strong>
        <Icon name="warning" /> {title}
      </strong>
      {text && <p class="reason">{text}</p>}
      <p>{remedy}</p>
    </>
  )
}

const Actions = ({ generation }: { generation: Generation }) => {
  const { fix, library, retry } = useSession()
  const { failure, id, request } = generation
  const better = failure && corrected(request, failure)
  const field = failure && adviceFor(failure).field
  return (
    <div class="actions">
      {better && (
        <button type="button" class="primary" onClick={() => void fix(generation)}>
          Use {failure?.legal}
        </button>
      )}
      {field !== undefined && (
        <button type="button" onClick={() => showField(field)}>
          Show the field
        </button>
      )}
      <button type="button" onClick={() => void retry(generation)}>
        Try again
      </button>
      <button type="button" class="quiet" onClick={() => void library.remove(id)}>
        Dismiss
      </button>
    </div>
  )
}

export const ProblemTile = ({ generation }: { generation: Generation }) => (
  <Frame
    size={{ width: 4, height: 3 }}
    state={generation.phase}
    caption={<span class="model">{generation.label}</span>}
  >
    <div class="canvas problem-card">
      <p class="prompt">{generation.prompt}</p>
      <Reason generation={generation} />
      <Actions generation={generation} />
    </div>
  </Frame>
)
