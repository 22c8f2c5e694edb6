export * as SdApi from "./SdApi.js"
export * as SdApiOptions from "./SdApiOptions.js"
export { plugin as default } from "./SdApi.js"
