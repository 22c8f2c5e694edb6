export * as Drawing from "./Drawing.js"
export * as Sketch from "./Sketch.js"
export { plugin as default } from "./Sketch.js"
