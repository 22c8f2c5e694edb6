// The packages of this repository as they would be published: packed, and served to npm by a
// registry of their own, so that an install takes none of them from anywhere else.
import { createHash, randomUUID } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { basename, join } from "node:path"
import { root } from "./ensure.mjs"
import { run } from "./steps.mjs"

const readManifest = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** The packages that are published: their folders and manifests. */
export const publishable = (repository) =>
  readdirSync(join(repository, "packages"))
    .map((name) => join(repository, "packages", name))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true)

/** Packs every package into `destination`; each with its folder, its manifest and its tarball. */
export const packAll = async (destination) => {
  const packages = publishable(root)
  const chosen = packages.flatMap(({ folder }) => ["-w", folder])
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...chosen],
    { cwd: root }
  )
  const packed = Object.values(JSON.parse(stdout))
  return packages.map(({ folder, manifest }) => {
    const { filename } = packed.find(({ name }) => name === manifest.name)
    return { folder, manifest, tarball: join(destination, basename(filename)) }
  })
}

const digest = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding)

/** What a registry says of a package of which it has one version. */
const packument = ({ manifest, tarball }, base) => {
  const bytes = readFileSync(tarball)
  const { name, version } = manifest
  const dist = {
    tarball: `${base}${basename(tarball)}`,
    shasum: digest("sha1", bytes, "hex"),
    integrity: `sha512-${digest("sha512", bytes, "base64")}`
  }
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } }
  }
}

/**
 * Serves the tarballs to npm until it is closed. `environment` points the scope `@easel` at it and
 * has npm write into a lock file where each package came from; every other package comes from npm's
 * own registry. Its address is never the same twice, so that
 * npm's cache has nothing old of it.
 */
export const serve = async (tarballs) => {
  const path = `/${randomUUID()}/`
  const server = createServer((request, response) => {
    const wanted = decodeURIComponent(request.url.slice(path.length))
    const found = tarballs.find(
      ({ manifest, tarball }) => manifest.name === wanted || basename(tarball) === wanted
    )
    if (!request.url.startsWith(path) || found === undefined) {
      response.writeHead(404).end("{}")
    } else if (found.manifest.name === wanted) {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(packument(found, base)))
    } else {
      response.writeHead(200, { "content-type": "application/octet-stream" })
      response.end(readFileSync(found.tarball))
    }
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const base = `http://127.0.0.1:${server.address().port}${path}`
  return {
    base,
    environment: {
      "npm_config_@easel:registry": base,
      npm_config_omit_lockfile_registry_resolved: "false",
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false"
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}

/** What an installed project has of `@easel` that did not come from `base`. */
export const strangers = (project, base) => {
  const lock = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"))
  return Object.entries(lock.packages)
    .filter(([path, { resolved = "" }]) => path.includes("/@easel/") && !resolved.startsWith(base))
    .map(([path]) => path)
}
