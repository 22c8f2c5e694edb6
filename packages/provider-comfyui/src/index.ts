export * as ComfyUi from "./ComfyUi.js"
export * as ComfyUiOptions from "./ComfyUiOptions.js"
export { plugin as default } from "./ComfyUi.js"
