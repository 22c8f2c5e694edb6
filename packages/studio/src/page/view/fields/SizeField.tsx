import type { SizeChoice } from "../../form/Form.js"
import { keepsRatio, ratios, sizeOf } from "../../form/sizes.js"
import type { Size, SizeCapability } from "../../wire/Model.js"
import { Fieldset } from "./Field.js"

export interface SizeFieldProps {
  readonly capability: SizeCapability
  readonly value: SizeChoice
  /** What will come out. */
  readonly size: Size
  readonly onChange: (value: SizeChoice) => void
}

/** A rectangle of that shape, as large as a letter. */
const Shape = ({ height, width }: Size) => {
  const scale = 16 / Math.max(width, height)
  const [x, y] = [Math.max(5, width * scale), Math.max(5, height * scale)]
  return (
    <svg class="shape" viewBox="0 0 20 20" aria-hidden="true">
      <rect x={10 - x / 2} y={10 - y / 2} width={x} height={y} rx="1.5" />
    </svg>
  )
}

interface ChipProps {
  readonly label: string
  readonly shape: Size
  readonly checked: boolean
  readonly onChoose: () => void
}

const Chip = ({ checked, label, onChoose, shape }: ChipProps) => (
  <label class="chip">
    <input type="radio" name="size" checked={checked} onChange={onChoose} />
    <Shape {...shape} />
    <span>{label}</span>
  </label>
)

type Side = keyof Size

const sides: ReadonlyArray<Side> = ["width", "height"]

const Exact = ({ capability, onChange, size }: Omit<SizeFieldProps, "value">) =>
  capability._tag === "SizeList" ? null : (
    <div class="sides">
      {sides.map((side) => (
        <label key={side}>
          <span>{side === "width" ? "Width" : "Height"}</span>
          <input
            type="number"
            inputMode="numeric"
            min={capability.minimum}
            max={capability.maximum}
            step={capability.multiple}
            value={size[side]}
            onChange={({ currentTarget: { valueAsNumber } }) => {
              if (valueAsNumber > 0) {
                onChange({ kind: "Exact", ...size, [side]: Math.round(valueAsNumber) })
              }
            }}
          />
        </label>
      ))}
    </div>
  )

/** The shapes of a range, or the sizes of a list. */
export const SizeField = ({ capability, onChange, size, value }: SizeFieldProps) => {
  const isList = capability._tag === "SizeList"
  const same = (other: Size): boolean => other.width === size.width && other.height === size.height
  return (
    <Fieldset
      name="size"
      label={isList ? "Size" : "Shape"}
      aside={
        <output>
          {size.width} × {size.height}
        </output>
      }
    >
      <div class="chips">
        {isList ? (
          capability.sizes.map((each) => (
            <Chip
              key={`${each.width}x${each.height}`}
              label={`${each.width}×${each.height}`}
              shape={each}
              checked={same(each)}
              onChoose={() => onChange({ kind: "Exact", ...each })}
            />
          ))
        ) : (
          <>
            <Chip
              label="Usual"
              shape={capability.default}
              checked={value.kind === "Default"}
              onChoose={() => onChange({ kind: "Default" })}
            />
            {ratios
              .filter((ratio) => keepsRatio(capability, ratio))
              .map((ratio) => (
                <Chip
                  key={ratio}
                  label={ratio}
                  shape={sizeOf(capability, ratio)}
                  checked={value.kind === "Ratio" && value.ratio === ratio}
                  onChoose={() => onChange({ kind: "Ratio", ratio })}
                />
              ))}
            <Chip
              label="Exact"
              shape={size}
              checked={value.kind === "Exact"}
              onChoose={() => onChange({ kind: "Exact", ...size })}
            />
          </>
        )}
      </div>
      {value.kind === "Exact" && <Exact capability={capability} size={size} onChange={onChange} />}
    </Fieldset>
  )
}
