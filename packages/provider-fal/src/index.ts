export * as Fal from "./Fal.js"
export * as FalOptions from "./FalOptions.js"
export { plugin as default } from "./Fal.js"
