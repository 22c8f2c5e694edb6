export * as Sd35 from "./Sd35.js"
export * as Sd35Options from "./Sd35Options.js"
export { plugin as default } from "./Sd35.js"
