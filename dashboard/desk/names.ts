/** Names of colleagues, from the directory. Pure. */
import type { DirectoryView } from '../../server/protocol/directory.ts'

/** Somebody who has left the directory is still called by their account. */
export function nameIn(directory: DirectoryView | null, agent: string): string {
  for (const { members } of directory?.departments ?? []) {
    const member = members.find((one) => one.agent === agent)
    if (member) return member.name
  }
  return agent
}
