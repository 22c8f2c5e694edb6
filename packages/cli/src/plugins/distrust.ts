/** Whom a file that names code to be run may belong to. */
import { statSync } from "node:fs"
import { dirname } from "node:path"

const superuser = 0
const writableByAll = 0o002

const distrustPath = (path: string, user: number): string | undefined => {
  const { mode, uid } = statSync(path)
  if (uid !== user && uid !== superuser) return `${path} belongs to another user`
  return (mode & writableByAll) === 0 ? undefined : `anybody can write to ${path}`
}

/**
 * Why a file is not to be followed: somebody else could have put it or the plugins beside it there.
 * Where files have no owners in this sense, as on Windows, every file is followed.
 */
export const distrust = (file: string): string | undefined => {
  const user = process.getuid?.()
  return user === undefined
    ? undefined
    : (distrustPath(file, user) ?? distrustPath(dirname(file), user))
}
