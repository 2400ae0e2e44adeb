import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { MINA, OFFICE } from './support.ts'

const SCRIPT = join(import.meta.dirname, '../../scripts/people.ts')

describe('npm run people', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'third-ring-people-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  function run(...words: string[]) {
    const env = { ...process.env, DATABASE_URL: `file:${join(folder, 'data/test.db')}` }
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...words], { env, encoding: 'utf8' })
    return { status, stdout, stderr }
  }
  function written(content: string | Buffer): string {
    const file = join(folder, 'people.json')
    writeFileSync(file, content)
    return file
  }

  it('imports a file into a database that does not exist yet, and lists it with masked numbers and no hashes', () => {
    // Hashes made elsewhere: real ones would take a second.
    const people = OFFICE.people.map(({ password: _, ...person }) => ({
      ...person, passwordHash: '$scrypt$ln=17,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
    }))
    const file = written('\ufeff' + JSON.stringify({ ...OFFICE, people }))
    const first = run('import', file)
    expect(first.stderr).to.equal('')
    expect(first).to.include({ status: 0 })
    expect(first.stdout).to.contain('people: 3 new, 0 changed, 0 unchanged')
    expect(run('import', file).stdout).to.contain('people: 0 new, 0 changed, 3 unchanged')

    const list = run('list').stdout
    expect(list).to.match(/^mina +김미나 +agent +advice 상담팀 +yes +browser, 010-\*{4}-5678$/m)
    expect(list).not.to.match(/scrypt|1234/)
  }).timeout(20_000)

  it('lists everything that is wrong and ends with 1', () => {
    const file = { ...OFFICE, people: [{ ...MINA, role: 'boss', department: 'moon' }] }
    const wrong = run('import', written(JSON.stringify(file)))
    expect(wrong.status).to.equal(1)
    expect(wrong.stderr).to.contain('people[0].role').and.to.contain('people[0].department').and.to.contain('2 to correct')
    expect(run('list').stdout).not.to.contain('mina')
  }).timeout(20_000)

  it('says where a file is not JSON, without repeating what stands there', () => {
    const broken = run('import', written('{"people": [\n  {"password": "mina likes pears",,}\n]}'))
    expect(broken.status).to.equal(1)
    expect(broken.stderr).to.contain('is not JSON (see line 2, column').and.not.to.contain('pears')
  }).timeout(20_000)

  it('asks for UTF-8 when it is given an older Korean encoding, and for a file when there is none', () => {
    expect(run('import', written(Buffer.from([0x22, 0xb1, 0xe8, 0x22]))).stderr).to.contain('save it as UTF-8')
    expect(run('import', join(folder, 'nowhere.json')).stderr).to.contain('cannot be read')
  }).timeout(20_000)

  it('prints the JSON Schema of the file', () => {
    expect(JSON.parse(run('schema').stdout)).to.have.nested.property('properties.people.items.additionalProperties', false)
  }).timeout(20_000)
})
