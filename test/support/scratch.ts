import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'

/** A new folder for a test's files; in memory where the system has such a place, for what is under test is not the disk. */
export const scratch = (name: string): string => mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), `third-ring-${name}-`))
