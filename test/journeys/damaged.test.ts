import { expect } from 'chai'
import SQLite from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Line, startLine } from '../support/line.ts'
import { dial } from '../support/stories.ts'

describe('a file that was damaged or changed while nobody served', () => {
  it('is refused at the start, before any figure is shown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'third-ring-damaged-'))
    const file = join(folder, 'line.db')
    let line: Line = await startLine({ file })
    await line.ready('mina')
    await dial(line)
    await line.stop()

    const raw = new SQLite(file)
    raw.exec('drop trigger journal_is_never_changed; update journal set at = at - 5000 where seq = 2')
    raw.close()
    let refused = ''
    try {
      line = await startLine({ file, people: [] })
      await line.stop()
    } catch (error) {
      refused = (error as Error).message
    }
    expect(refused).to.contain('entry 2 does not fit')
    rmSync(folder, { recursive: true, force: true })
  })
})
