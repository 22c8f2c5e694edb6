export * as OpenAi from "./OpenAi.js"
export * as OpenAiHost from "./OpenAiHost.js"
export * as OpenAiOptions from "./OpenAiOptions.js"
export { plugin as default } from "./OpenAi.js"
