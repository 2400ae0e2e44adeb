import { expect } from 'chai'
import type { Database } from '../../server/database/connect.ts'
import { verifyLogin } from '../../server/people/accounts.ts'
import { readPerson, readRoster } from '../../server/people/roster.ts'
import { findSession, startSession } from '../../server/people/session-rows.ts'
import { ADVICE, DAY, importCheaply, JUNHO, MINA, MONDAY_NINE, newDatabase, OFFICE, WALL } from './support.ts'

describe('an import of people', () => {
  let db: Database
  let drop: () => Promise<void>
  beforeEach(() => void ({ db, drop } = newDatabase()))
  afterEach(() => drop())

  const imported = async (json: unknown) => {
    const answer = await importCheaply(db, json)
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
    return answer
  }
  const everything = () =>
    ['departments', 'people', 'endpoints'].map((table) => db.writer.prepare(`select * from ${table}`).all())
  let days = 0
  const canLogIn = async (account: string, password: string) =>
    (await verifyLogin(db, { account, password, address: '10.0.0.1', now: MONDAY_NINE + days++ * DAY })).ok

  it('makes the roster what the file says', async () => {
    const answer = await imported(OFFICE)
    expect(answer.people).to.deep.equal({ new: ['mina', 'junho', 'wall_2f'], changed: [], unchanged: [] })
    const roster = readRoster(db)
    expect(roster.departments.map(({ id }) => id)).to.deep.equal(['advice', 'pensions'])
    expect(roster.people.map(({ account }) => account)).to.deep.equal(['junho', 'mina', 'wall_2f'])
    expect(readPerson(db, 'mina')).to.deep.equal({
      account: 'mina', name: '김미나', role: 'agent', department: 'advice', active: true,
      endpoints: [{ kind: 'browser' }, { kind: 'phone', number: '+821012345678' }],
    })
    expect(roster.people[0]?.endpoints).to.deep.equal([{ kind: 'sip', uri: 'sip:junho@agency.example' }])
    expect(readPerson(db, 'nobody')).to.equal(null)
  })

  it('changes nothing the second time, not even a password’s salt, and says so', async () => {
    await imported(OFFICE)
    const before = everything()
    const answer = await imported(OFFICE)
    expect(answer.people).to.deep.equal({ new: [], changed: [], unchanged: ['mina', 'junho', 'wall_2f'] })
    expect(answer.departments).to.deep.equal({ new: [], changed: [], unchanged: ['advice', 'pensions'] })
    expect(everything()).to.deep.equal(before)
  })

  it('keeps passwords as hashes only, and says in each what it cost', async () => {
    await imported(OFFICE)
    const hashes = db.writer.prepare('select password_hash from people').pluck().all() as string[]
    for (const hash of hashes) expect(hash).to.match(/^\$scrypt\$ln=2,r=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(new Set(hashes)).to.have.property('size', 3)
    expect(JSON.stringify(everything())).not.to.contain('pears')
  })

  it('leaves alone who is not in the file', async () => {
    await imported(OFFICE)
    await imported({ people: [{ ...MINA, name: '김민아' }] })
    expect(readRoster(db).people).to.have.length(3)
    expect(readPerson(db, 'mina')?.name).to.equal('김민아')
  })

  it('leaves the password as it is when the file gives none', async () => {
    await imported(OFFICE)
    const { password: _, ...without } = MINA
    const answer = await imported({ people: [{ ...without, name: '김민아' }] })
    expect(answer.people.changed).to.deep.equal(['mina'])
    expect(await canLogIn('mina', 'mina likes pears')).to.equal(true)
  })

  it('is nothing at all when one line is wrong', async () => {
    const answer = await importCheaply(db, { ...OFFICE, people: [...OFFICE.people, { ...MINA, account: 'sora' }] })
    expect(answer.ok).to.equal(false)
    expect(everything()).to.deep.equal([[], [], []])
  })

  it('is nothing at all when the database refuses its last row', async () => {
    db.writer.exec(`create trigger full before insert on people when new.account = 'wall_2f'
      begin select raise(abort, 'disk full'); end`)
    const failed = await importCheaply(db, OFFICE).then(() => null, (error: Error) => error.message)
    expect(failed).to.equal('disk full')
    expect(everything()).to.deep.equal([[], [], []])
  })

  it('lets two colleagues swap their numbers', async () => {
    const sora = { ...MINA, account: 'sora', endpoints: [{ kind: 'phone', number: '02-6393-2553' }] }
    await imported({ departments: [ADVICE], people: [MINA, sora] })
    await imported({ people: [{ ...MINA, endpoints: sora.endpoints }, { ...sora, endpoints: MINA.endpoints }] })
    expect(readPerson(db, 'sora')?.endpoints).to.deep.equal([{ kind: 'browser' }, { kind: 'phone', number: '+821012345678' }])
    expect(readPerson(db, 'mina')?.endpoints).to.deep.equal([{ kind: 'phone', number: '+82263932553' }])
  })

  it('notices that the order of somebody’s endpoints has changed', async () => {
    await imported(OFFICE)
    const answer = await imported({ people: [{ ...MINA, endpoints: [...MINA.endpoints].reverse() }] })
    expect(answer.people.changed).to.deep.equal(['mina'])
    expect(readPerson(db, 'mina')?.endpoints[0]).to.deep.equal({ kind: 'phone', number: '+821012345678' })
  })

  describe('that finds people logged in', () => {
    beforeEach(async () => {
      await imported(OFFICE)
      startSession(db, 'mina’s', { account: 'mina', role: 'agent' }, MONDAY_NINE)
      startSession(db, 'junho’s', { account: 'junho', role: 'supervisor' }, MONDAY_NINE)
    })
    const isIn = (id: string) => findSession(db, id, MONDAY_NINE + 1) !== null

    it('locks out who has left, and ends their sessions only', async () => {
      expect(await canLogIn('mina', 'mina likes pears')).to.equal(true)
      const answer = await imported({ people: [{ ...MINA, active: false }] })
      expect(answer.sessionsEnded).to.equal(1)
      expect([isIn('mina’s'), isIn('junho’s')]).to.deep.equal([false, true])
      expect(await canLogIn('mina', 'mina likes pears')).to.equal(false)
      expect(readPerson(db, 'mina')).to.include({ active: false, name: '김미나' })
    })

    it('ends the sessions of whoever gets another password or another role', async () => {
      await imported({ people: [{ ...MINA, password: 'mina likes apples' }, { ...JUNHO, role: 'agent' }] })
      expect([isIn('mina’s'), isIn('junho’s')]).to.deep.equal([false, false])
      expect(await canLogIn('mina', 'mina likes pears')).to.equal(false)
      expect(await canLogIn('mina', 'mina likes apples')).to.equal(true)
    })

    it('lets everybody else go on, and shows them under their new name at once', async () => {
      await imported({ people: [{ ...MINA, name: '김민아' }, WALL] })
      expect(findSession(db, 'mina’s', MONDAY_NINE + 1)?.who.name).to.equal('김민아')
    })
  })

  it('of two at once with different passwords, lets the first win and the other say so', async () => {
    await imported(OFFICE)
    const both = await Promise.allSettled([
      importCheaply(db, { people: [{ ...MINA, password: 'mina likes apples' }] }),
      importCheaply(db, { people: [{ ...MINA, password: 'mina likes quinces' }] }),
    ])
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected'])
  })
})
