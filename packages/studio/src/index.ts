export * as Studio from "./Studio.js"
