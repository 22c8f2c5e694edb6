/** Where batches are kept when nobody says where: below the current folder. */
import { join } from "node:path"

export const standard = join(".easel", "batches.db")
