import { ModelInfo } from "@easel/core/ModelInfo"

/** The recorded model, as far as it can be replayed: there is no job to attach to. */
export const replayedInfo = (info: ModelInfo): ModelInfo =>
  info.gives.attach === true
    ? new ModelInfo({ ...info, gives: { ...info.gives, attach: false } })
    : info
