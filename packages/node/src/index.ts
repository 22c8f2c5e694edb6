export * as HostLookup from "./HostLookup.js"
export * as NodeHttp from "./NodeHttp.js"
export * as ProxySettings from "./ProxySettings.js"
export * as UndiciClient from "./UndiciClient.js"
