import { expect } from 'chai'
import { connect, type Database } from '../../server/database/connect.ts'
import { verifyLogin } from '../../server/people/accounts.ts'
import { hashPassword, readHash, verifyPassword } from '../../server/people/password.ts'
import { networkOf } from '../../server/people/throttle.ts'
import {
  CHEAP, DAY, HOUR, importCheaply, MINUTE, newDatabase, OFFICE, SECOND, testClock, type TestClock,
} from './support.ts'

const HOME = '203.0.113.7'
const AWAY = '198.51.100.9'

describe('a login', () => {
  let db: Database
  let file: string
  let drop: () => Promise<void>
  let clock: TestClock
  beforeEach(async () => {
    ({ db, file, drop } = newDatabase())
    clock = testClock()
    await importCheaply(db, OFFICE)
  })
  afterEach(() => drop())

  const tried = (account: string, password: string, address = HOME) =>
    verifyLogin(db, { account, password, address, now: clock.now() })
  const right = (address = HOME) => tried('mina', 'mina likes pears', address)
  const wrong = (address = HOME, account = 'mina') => tried(account, 'mina likes figs!', address)

  it('with the right password says who it is', async () => {
    const answer = await right()
    expect(answer.ok && answer.person).to.include({ account: 'mina', role: 'agent', department: 'advice' })
  })

  it('does not say whether the account or the password is wrong', async () => {
    const answers = [await wrong(), await wrong(HOME, 'nobody'), await wrong(HOME, ''), await wrong(HOME, 'Mina')]
    for (const answer of answers) expect(answer).to.deep.equal({ ok: false, because: 'wrong', retryAfterMs: SECOND })
  })

  it('takes as long for an account that does not exist', async () => {
    const cost = { ln: 14, r: 8, p: 1 } // some 40 ms: far above everything else that happens
    db.writer.prepare(`update people set password_hash = ?`).run(await hashPassword('mina likes pears', cost))
    const took = async (account: string) => {
      const start = performance.now()
      await tried(account, 'mina likes figs!', `10.0.0.${account.length}`)
      return performance.now() - start
    }
    // The quickest of three each: this machine may be busy with something else.
    const known = Math.min(await took('mina'), await took('junho'), await took('wall_2f'))
    const unknown = Math.min(await took('nobody'), await took('somebody'), await took('somebody_else'))
    expect(unknown).to.be.within(known / 3, known * 3)
    expect(unknown).to.be.above(5)
  })

  it('waits 1, 2, 4 … and never more than 60 seconds after each failure', async () => {
    const delays: number[] = []
    for (let i = 0; i < 9; i++) {
      const answer = await wrong()
      if (answer.ok) throw new Error('it was wrong')
      delays.push(answer.retryAfterMs / SECOND)
      clock.pass(answer.retryAfterMs)
    }
    expect(delays).to.deep.equal([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect((await right()).ok).to.equal(true)
  })

  it('is not even looked at before the delay is over, and that does not make the delay longer', async () => {
    await wrong()
    clock.pass(400)
    expect(await right()).to.deep.equal({ ok: false, because: 'throttled', retryAfterMs: 600 })
    clock.pass(599)
    expect(await right()).to.deep.equal({ ok: false, because: 'throttled', retryAfterMs: 1 })
    clock.pass(1)
    expect((await right()).ok).to.equal(true)
  })

  it('begins again at one second after a success, and after an hour in peace', async () => {
    for (const wait of [1, 2]) {
      await wrong()
      clock.pass(wait * SECOND)
    }
    await right()
    expect(await wrong()).to.include({ retryAfterMs: SECOND })
    clock.pass(SECOND)
    expect(await wrong()).to.include({ retryAfterMs: 2 * SECOND })
    clock.pass(HOUR + 3 * SECOND)
    expect(await wrong()).to.include({ retryAfterMs: SECOND })
  })

  it('counts a hundred tries in the same instant as a hundred', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => wrong()))
    expect(answers.filter((answer) => !answer.ok && answer.because === 'wrong')).to.have.length(1)
  })

  it('remembers failures through a restart', async () => {
    await wrong()
    await db.close()
    const again = connect(file)
    const answer = await verifyLogin(again, { account: 'mina', password: 'mina likes pears', address: HOME, now: clock.now() })
    expect(answer).to.include({ because: 'throttled' })
    await again.close()
  })

  it('is not delayed by failures from another address', async () => {
    await wrong(AWAY)
    expect((await right()).ok).to.equal(true)
  })

  it('slows down who guesses one account from very many addresses', async () => {
    for (let i = 0; i < 100; i++) expect(await wrong(`10.1.0.${i}`)).to.include({ because: 'wrong' })
    expect(await wrong(AWAY)).to.deep.equal({ ok: false, because: 'throttled', retryAfterMs: MINUTE })
    clock.pass(MINUTE)
    expect(await wrong(AWAY)).to.include({ because: 'wrong' })
  })

  it('slows down who tries one password on very many accounts', async () => {
    for (let i = 0; i < 50; i++) expect(await wrong(AWAY, `agent_${i}`)).to.include({ because: 'wrong' })
    expect(await wrong(AWAY, 'agent_50')).to.deep.equal({ ok: false, because: 'throttled', retryAfterMs: 30 * SECOND })
    expect(await wrong(HOME, 'agent_50')).to.include({ because: 'wrong' })
    clock.pass(30 * SECOND)
    expect(await wrong(AWAY, 'agent_50')).to.include({ because: 'wrong' })
    expect(await wrong(AWAY, 'agent_51')).to.include({ because: 'throttled' })
  })

  it('stays open to its owner, at an address used before, while strangers and colleagues fail on purpose', async () => {
    await right()
    for (let i = 0; i < 100; i++) await wrong(`10.1.0.${i}`)
    for (let i = 0; i < 60; i++) await wrong(HOME, `agent_${i}`)
    expect(await right(AWAY)).to.include({ because: 'throttled' })
    expect((await right()).ok).to.equal(true)
    clock.pass(29 * DAY)
    expect((await right()).ok).to.equal(true)
  })

  it('forgets an address after thirty days', async () => {
    await right()
    clock.pass(30 * DAY)
    for (let i = 0; i < 100; i++) await wrong(`10.1.0.${i}`)
    expect(await right()).to.include({ because: 'throttled' })
  })

  it('with the right password uses up nothing of what others at the same address may fail', async () => {
    for (let i = 0; i < 200; i++) expect((await right()).ok).to.equal(true)
    expect(await tried('junho', 'junho likes plums')).to.include({ ok: true })
  })

  it('is not shut out by a clock that ran ahead and was put right', async () => {
    clock.pass(30 * DAY)
    await wrong()
    clock.pass(-30 * DAY)
    expect((await right()).ok).to.equal(true)
  })

  it('fails for who is locked out while the password is being checked', async () => {
    const answer = right()
    db.writer.exec(`update people set active = 0 where account = 'mina'`)
    expect(await answer).to.include({ ok: false, because: 'wrong' })
  })

  it('is told to come back when a hundred others are waiting, two being looked at, so that calls keep their machine', async () => {
    const others = Array.from({ length: 102 }, (_, i) => wrong(`10.2.0.${i}`, `agent_${i}`))
    expect(await right()).to.deep.equal({ ok: false, because: 'throttled', retryAfterMs: 5 * SECOND })
    for (const other of await Promise.all(others)) expect(other).to.include({ because: 'wrong' })
    expect((await right()).ok).to.equal(true)
  })

  it('leaves no trace of what was typed, and none at all after an hour', async () => {
    await wrong(AWAY, 'my secret typed in the wrong field')
    type Row = { kind: string; key: Buffer }
    const rows = () => db.writer.prepare('select kind, key from login_limits').all() as Row[]
    expect(rows()).to.have.length(3)
    for (const { key } of rows()) expect(key).to.have.length(32)
    clock.pass(2 * HOUR)
    await wrong(HOME)
    expect(rows().map(({ kind }) => kind)).to.have.members(['pair', 'account', 'address'])
  })
})

describe('an address that fails', () => {
  it('counts for the whole network that a household has, in IPv6', () => {
    for (const same of ['2001:db8:0:1::5', '2001:0DB8::1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1:2:3:4:5', '2001:db8:0:1::%eth0']) {
      expect(networkOf(same), same).to.equal('2001:db8:0:1::/64')
    }
    expect(networkOf('::1')).to.equal('0:0:0:0::/64')
    expect(networkOf('2001:db8::')).to.equal('2001:db8:0:0::/64')
    expect(networkOf('fe80:1::2:3:4:5:6')).to.equal('fe80:1:0:2::/64')
  })

  it('is the same IPv4 address when it arrives inside IPv6', () => {
    expect(networkOf('::ffff:203.0.113.7')).to.equal('203.0.113.7')
    expect(networkOf('203.0.113.7')).to.equal('203.0.113.7')
  })
})

describe('a password', () => {
  it('fits its own hash and no other', async () => {
    const hash = await hashPassword('mina likes pears', CHEAP)
    expect(await verifyPassword('mina likes pears', hash)).to.equal(true)
    expect(await verifyPassword('mina likes pearS', hash)).to.equal(false)
    expect(await verifyPassword('', hash)).to.equal(false)
  })

  it('is the same from Windows and from macOS, which take Hangul apart differently', async () => {
    const hash = await hashPassword('배를 좋아하는 미나'.normalize('NFC'), CHEAP)
    expect(await verifyPassword('배를 좋아하는 미나'.normalize('NFD'), hash)).to.equal(true)
  })

  it('costs 128 MiB and 2^17 rounds unless told otherwise', async () => {
    const hash = await hashPassword('mina likes pears')
    expect(hash).to.match(/^\$scrypt\$ln=17,r=8,p=1\$/)
    expect(await verifyPassword('mina likes pears', hash)).to.equal(true)
  }).timeout(20_000)

  it('fits nothing that is no hash, or one that would take the machine down', async () => {
    for (const stored of [
      '', 'mina likes pears', '$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA', '$2b$12$abc',
    ]) {
      expect(readHash(stored)).to.equal(null)
      expect(await verifyPassword('mina likes pears', stored)).to.equal(false)
    }
  })
})
