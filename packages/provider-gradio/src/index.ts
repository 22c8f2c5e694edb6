export * as GradioSpace from "./GradioSpace.js"
