export * as ImageLabs from "./ImageLabs.js"
export * as ImageLabsOptions from "./ImageLabsOptions.js"
export { plugin as default } from "./ImageLabs.js"
