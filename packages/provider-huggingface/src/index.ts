export * as HuggingFace from "./HuggingFace.js"
export * as HuggingFaceOptions from "./HuggingFaceOptions.js"
export { plugin as default } from "./HuggingFace.js"
