/*
 * People and departments from the command line: `npm run people -- import FILE.json`, `… list`, `… schema`.
 * Runs beside a server that is up: the server sees the change when it next reads the roster, ended sessions at once.
 */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { connect, type Database } from '../server/database/connect.ts'
import { migrate } from '../server/database/migrate.ts'
import { peopleFileSchema, type Problem } from '../server/people/file.ts'
import { type Changes, importPeople } from '../server/people/import.ts'
import { maskNumber } from '../server/people/mask.ts'
import { type Endpoint, readRoster, type Roster } from '../server/people/roster.ts'

const program = new Command('people').description('부서와 사람 · Departments and people of Third Ring')

program.command('import').argument('<file>', 'JSON').description('파일대로 바꿉니다 · bring the accounts to what the file says')
  .action(async (file: string) => {
    const json = readJson(file)
    const answer = await withDatabase((db) => importPeople(db, json))
    if (!answer.ok) throw new RefusedError(answer.problems)
    console.log(`부서 · departments: ${sumUp(answer.departments)}`)
    console.log(`외부 연락처 · contacts: ${sumUp(answer.contacts)}`)
    console.log(`사람 · people: ${sumUp(answer.people)}`)
    if (answer.sessionsEnded > 0) console.log(`로그아웃 · sessions ended: ${answer.sessionsEnded}`)
  })

program.command('list').description('모두 보여 줍니다 · show everybody')
  .action(async () => console.log(tableOf(await withDatabase(readRoster))))

program.command('schema').description('파일 형식(JSON Schema) · the form of the file')
  .action(() => console.log(JSON.stringify(peopleFileSchema(), null, 2)))

/** Nothing was imported: what is wrong with the file. */
class RefusedError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem[]) {
    super('the file was refused')
    this.name = 'RefusedError'
    this.problems = problems
  }
}

/** @throws RefusedError when there is no such file or it is no JSON */
function readJson(file: string): unknown {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    const en = `cannot be read: ${(cause as Error).message}`
    throw new RefusedError([{ place: '', ko: `파일을 읽을 수 없습니다: ${file}`, en }])
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes) // drops the mark that Windows' Notepad puts in front
  } catch {
    throw new RefusedError([{ place: '', ko: 'UTF-8이 아닙니다. UTF-8로 저장하십시오.', en: 'is not UTF-8: save it as UTF-8.' }])
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The parser's own message quotes the file, passwords and all: only the place is passed on.
    const at = /line (\d+) column (\d+)/.exec((cause as Error).message)
    const [ko, en] = at ? [` ${at[1]}행 ${at[2]}열을 보십시오.`, ` (see line ${at[1]}, column ${at[2]})`] : ['', '']
    throw new RefusedError([{ place: '', ko: `JSON이 아닙니다.${ko}`, en: `is not JSON${en}.` }])
  }
}

async function withDatabase<T>(work: (db: Database) => T | Promise<T>): Promise<T> {
  const url = process.env.DATABASE_URL || 'file:data/thirdring.db'
  if (!url.startsWith('file:')) throw new Error('DATABASE_URL must read file:PATH')
  const db = connect(url.slice('file:'.length))
  try {
    migrate(db.writer)
    return await work(db)
  } finally {
    await db.close()
  }
}

function sumUp(changes: Changes): string {
  return `${changes.new.length} new, ${changes.changed.length} changed, ${changes.unchanged.length} unchanged`
}

function tableOf({ departments, people }: Roster): string {
  if (people.length === 0) return '아직 아무도 없습니다 · nobody yet: npm run people -- import FILE.json'
  const nameOf = new Map(departments.map(({ id, name }) => [id, name.ko]))
  const rows = [
    ['account', 'name', 'role', 'department', 'active', 'endpoints'],
    ...people.map(({ account, name, role, department, active, endpoints }) => [
      account, name, role, `${department} ${nameOf.get(department) ?? ''}`, active ? 'yes' : 'no',
      endpoints.map(shown).join(', ') || '—',
    ]),
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? '')))) ?? []
  const padded = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell))
  const lines = rows.map((row) => row.map(padded).join('  ').trimEnd())
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  return lines.join('\n')
}

function shown(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'browser': return 'browser'
    case 'phone': return maskNumber(endpoint.number)
    case 'sip': return endpoint.uri.replace(/:[^@]*@/, ':****@')
  }
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/

/** Columns on a terminal: a Hangul syllable takes two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0)
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof RefusedError) {
    for (const { place, ko, en } of error.problems) console.error(`${place || '(file)'}\n  ${ko}\n  ${en}`)
    const count = error.problems.length
    console.error(`\n${count}건: 아무것도 바꾸지 않았습니다. · ${count} to correct; nothing was changed.`)
  } else {
    console.error(error instanceof Error ? error.message : error)
  }
  process.exitCode = 1
}
