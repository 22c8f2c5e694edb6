export * as ConnectProxy from "./ConnectProxy.js"
export * as FakeServer from "./FakeServer.js"
export * as Fault from "./Fault.js"
export * as TestPicture from "./TestPicture.js"
