// The LiteLLM proxy from the Python package index, in an environment of its own; left out where
// there is no Python or no index.
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { once } from "node:events"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../../.cache/litellm", import.meta.url))
const program = join(folder, "bin/litellm")

const install = () => {
  if (existsSync(program)) return
  mkdirSync(folder, { recursive: true })
  execFileSync("python3", ["-m", "venv", folder])
  execFileSync(join(folder, "bin/pip"), ["install", "--quiet", "litellm[proxy]"], {
    stdio: ["ignore", "ignore", "inherit"]
  })
}

const version = () => {
  const text = execFileSync(join(folder, "bin/pip"), ["show", "litellm"], { encoding: "utf8" })
  return /^Version: (.*)$/m.exec(text)?.[1]
}

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address()
  server.close()
  await once(server, "close")
  return port
}

const lives = async (url) => {
  try {
    return (await fetch(`${url}/health/liveliness`)).ok
  } catch {
    return false
  }
}

/** The proxy in front of `upstream`, ready; `undefined` where it can't be had. */
export const start = async (upstream) => {
  try {
    install()
  } catch (error) {
    process.stderr.write(`LiteLLM is left out: ${error.message}\n`)
    return undefined
  }
  const config = join(folder, "config.yaml")
  writeFileSync(
    config,
    `model_list:
  - model_name: p96
    litellm_params: { model: openai/p96, api_base: "${upstream}/v1", api_key: none }
`
  )
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(program, ["--config", config, "--host", "127.0.0.1", "--port", port], {
    stdio: "ignore",
    env: {
      ...process.env,
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      LITELLM_TELEMETRY: "False",
      LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true"
    }
  })
  for (let second = 0; second < 120 && child.exitCode === null; second++) {
    if (await lives(url)) return { url, version: version(), stop: () => child.kill() }
    await sleep(1000)
  }
  child.kill()
  process.stderr.write("LiteLLM is left out: it did not start\n")
  return undefined
}
