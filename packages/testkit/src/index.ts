export * as FakeServer from "./FakeServer.js"
export * as Fault from "./Fault.js"
export * as TestPicture from "./TestPicture.js"
