import { expect } from 'chai'
import { checkPeople, type Standing } from '../../server/people/check.ts'
import { peopleFileSchema } from '../../server/people/file.ts'
import { ADVICE, JUNHO, MINA, OFFICE, WALL } from './support.ts'

const NOBODY: Standing = { roster: { departments: [], contacts: [], people: [] }, withPassword: new Set() }

const KNOWN = { ...ADVICE, keywords: [], number: null }

/** Places and English words of what is wrong. */
function wrongWith(json: unknown, standing = NOBODY): string[] {
  const checked = checkPeople(json, standing)
  return checked.ok ? [] : checked.problems.map(({ place, en }) => `${place} ${en}`)
}

function withPerson(person: object, ...others: object[]): object {
  return { departments: [ADVICE], people: [person, ...others] }
}

describe('the file of people', () => {
  it('is taken when everything in it is right', () => {
    const checked = checkPeople(OFFICE, NOBODY)
    expect(checked.ok && checked.wanted.people[0]).to.deep.include({
      account: 'mina', active: true, endpoints: [{ kind: 'browser' }, { kind: 'phone', number: '+821012345678' }],
    })
    expect(checked.ok && checked.wanted.people[2]).to.deep.include({ endpoints: [] })
  })

  it('is told everything that is wrong at once, each with its place', () => {
    const wrong = wrongWith({
      departments: [ADVICE, { id: 'Advice!', name: { ko: '', en: 'Advice' } }],
      people: [
        { ...MINA, role: 'boss', department: 'unknown', colour: 'red' },
        { ...JUNHO, password: 'short', endpoints: [{ kind: 'phone', number: '010-1234-567' }, { kind: 'fax' }] },
        7,
        { ...WALL, endpoints: [{ kind: 'browser' }] },
        { ...MINA, account: 'Mina', endpoints: [], name: undefined },
      ],
      notes: 'hello',
    })
    const places = wrong.map((line) => line.split(' ')[0])
    expect(places).to.have.members([
      'departments[1].id', 'departments[1].name.ko', 'notes',
      'people[0].role', 'people[0].department', 'people[0].colour',
      'people[1].password', 'people[1].endpoints[0].number', 'people[1].endpoints[1].kind',
      'people[2]', 'people[3].endpoints', 'people[4].account', 'people[4].name', 'people[4].endpoints',
    ])
  })

  it('is told in Korean and in English what to do', () => {
    const checked = checkPeople(withPerson({ ...MINA, endpoints: [{ kind: 'phone', number: '010-1234-567' }] }), NOBODY)
    expect(checked).to.deep.equal({
      ok: false,
      problems: [{
        place: 'people[0].endpoints[0].number',
        ko: '휴대전화 번호에 한 자리가 빠졌습니다. 010 뒤에 8자리여야 합니다.',
        en: 'lacks a digit: 010 is followed by eight.',
      }],
    })
    for (const line of checkAllWords()) {
      expect(line.ko).to.match(/[가-힣]/)
      expect(line.en).to.match(/^[ -~]+$/)
    }
  })

  it('never has its passwords repeated to it', () => {
    const checked = checkPeople(withPerson({ ...MINA, password: 'pears', passwordHash: 'figs', passwrod: 'plums' }), NOBODY)
    expect(JSON.stringify(checked)).not.to.match(/pears|figs|plums/)
  })

  it('needs departments that exist, in it or before it', () => {
    expect(wrongWith({ people: [MINA] })).to.have.length(1).and.to.match(/^people\[0\].department is not a known department/)
    expect(wrongWith({ people: [MINA] }, { ...NOBODY, roster: { ...NOBODY.roster, departments: [KNOWN] } })).to.deep.equal([])
  })

  it('names each account and each department once', () => {
    const wrong = wrongWith({ departments: [ADVICE, ADVICE], people: [JUNHO, { ...JUNHO, endpoints: [] }] })
    expect(wrong).to.deep.equal([
      'departments[1].id is used already (departments[0].id): keep one of them.',
      'people[1].account is used already (people[0].account): keep one of them.',
    ])
  })

  it('takes what departments answer for, and contacts outside that may be dialled', () => {
    const outside = { id: 'forest-service', name: { ko: '산림청', en: 'Forest Service' }, number: '042-481-4119' }
    const checked = checkPeople({
      departments: [{ ...ADVICE, keywords: ['산림소득', ' 임산물 '], number: '02-6393-2553' }],
      contacts: [{ ...outside, keywords: ['산불'] }],
    }, NOBODY)
    expect(checked.ok && checked.wanted).to.deep.include({
      departments: [{ ...ADVICE, keywords: ['산림소득', '임산물'], number: '02-6393-2553' }],
      contacts: [{ ...outside, keywords: ['산불'], number: '+82424814119', active: true }],
    })
    expect(wrongWith({ contacts: [{ ...outside, number: '060-700-1234' }, { ...outside, number: '+1 202 555 0123' }] })).to.deep.equal([
      'contacts[0].number is a premium-rate number (060): it is never rung.',
      'contacts[1].id is used already (contacts[0].id): keep one of them.',
      'contacts[1].number is a number abroad: only +82 is rung.',
    ])
  })

  it('gives a number to one person only, however it is written', () => {
    const second = { ...JUNHO, endpoints: [{ kind: 'phone', number: '+82 10 1234 5678' }] }
    expect(wrongWith(withPerson(MINA, second))).to.deep.equal([
      'people[1].endpoints[0].number is used already (people[0].endpoints[1].number): keep one of them.',
    ])
    const twice = { ...JUNHO, endpoints: [{ kind: 'browser' }, { kind: 'browser' }] }
    expect(wrongWith(withPerson(twice))).to.have.length(1)
  })

  it('gives nobody the number of a colleague who is not in the file, but does give the number of one who has left', () => {
    const colleague = {
      account: 'sora', name: '소라', role: 'agent' as const, department: 'advice',
      endpoints: [{ kind: 'phone' as const, number: '+821012345678' as const }],
    }
    const standing = (active: boolean) =>
      ({ ...NOBODY, roster: { ...NOBODY.roster, departments: [KNOWN], people: [{ ...colleague, active }] } })
    expect(wrongWith(withPerson(MINA), standing(true))).to.deep.equal([
      'people[0].endpoints[1].number is used already (sora): keep one of them.',
    ])
    expect(wrongWith(withPerson(MINA), standing(false))).to.deep.equal([])
    expect(wrongWith(withPerson(MINA, { ...colleague, active: false }), standing(true))).to.deep.equal([])
  })

  it('asks for a way to reach each agent, unless the agent has left', () => {
    expect(wrongWith(withPerson({ ...MINA, endpoints: [] }))).to.have.length(1)
    expect(wrongWith(withPerson({ ...MINA, endpoints: [], active: false }))).to.deep.equal([])
    expect(wrongWith(withPerson({ ...JUNHO, endpoints: [] }))).to.deep.equal([])
  })

  it('refuses telephones for administrators and wallboards', () => {
    for (const role of ['administrator', 'display']) {
      expect(wrongWith(withPerson({ ...MINA, role })), role).to.have.length(1)
    }
  })

  it('asks for a password where there is none yet', () => {
    const { password: _, ...without } = MINA
    expect(wrongWith(withPerson(without))).to.deep.equal([
      'people[0].password is missing and none is stored: set one of 12 characters or more.',
    ])
    expect(wrongWith(withPerson(without), { ...NOBODY, withPassword: new Set(['mina']) })).to.deep.equal([])
  })

  it('takes a hash in place of a password, if it is one and strong, and not both', () => {
    const { password: _, ...without } = MINA
    const hash = (ln: number) => `$scrypt$ln=${ln},r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g`
    expect(wrongWith(withPerson({ ...without, passwordHash: hash(17) }))).to.deep.equal([])
    expect(wrongWith(withPerson({ ...without, passwordHash: hash(10) }))).to.have.length(1).and.to.match(/too weak/)
    expect(wrongWith(withPerson({ ...without, passwordHash: hash(40) }))).to.have.length(1).and.to.match(/no hash/)
    expect(wrongWith(withPerson({ ...without, passwordHash: 'mina likes pears' }))).to.have.length(1).and.to.match(/no hash/)
    expect(wrongWith(withPerson({ ...MINA, passwordHash: hash(17) }))).to.have.length(1).and.to.match(/keep one of the two/)
  })

  it('counts the syllables of a Korean password, not its letters, when macOS has taken them apart', () => {
    expect(wrongWith(withPerson({ ...MINA, password: '비밀번호입니다'.normalize('NFD') }))).to.have.length(1)
  })

  it('refuses names that would turn a screen around or break what is read aloud', () => {
    for (const name of ['미나\u202e', '미\u0007나', '   ']) {
      expect(wrongWith(withPerson({ ...MINA, name })), name).to.have.length(1)
    }
  })

  it('refuses a SIP address with a password in it', () => {
    const sip = (uri: string) => wrongWith(withPerson({ ...JUNHO, endpoints: [{ kind: 'sip', uri }] }))
    expect(sip('sip:junho@agency.example:5061;transport=tls')).to.deep.equal([])
    for (const uri of [
      'sip:junho:secret@agency.example', 'junho@agency.example', 'sip:junho', 'sip:j@x y', 'sip:j@x"><Dial>',
    ]) {
      expect(sip(uri), uri).to.have.length(1)
    }
  })

  it('has to be told what an empty field needs', () => {
    expect(wrongWith(withPerson({ ...MINA, name: '  ' }))).to.deep.equal(['people[0].name is empty: fill it in.'])
  })

  it('is refused whole when it is no object', () => {
    for (const json of [null, [], 'people', 3]) expect(wrongWith(json)).to.have.length(1)
  })

  it('has a JSON Schema which says the same, unknown entries included', () => {
    const schema = JSON.parse(JSON.stringify(peopleFileSchema()))
    expect(schema.additionalProperties).to.equal(false)
    const person = schema.properties.people.items
    expect(person.required).to.have.members(['account', 'name', 'role', 'department'])
    expect(person.properties.password.minLength).to.equal(12)
    expect(person.properties.account.pattern).to.equal('^[a-z][a-z0-9_]{1,31}$')
  })
})

/** Every sentence that a very wrong file gets. */
function checkAllWords(): { ko: string; en: string }[] {
  const numbers = [
    '', '02-1-1 ext 1', '+1 650 253 0000', '010-1234-567', '011-234-5678', '1600-3248', '080-123-4567', '060-700-1234',
  ]
  const checked = checkPeople({
    departments: [{ id: 'A' }, 3],
    people: [
      { ...MINA, name: 'x'.repeat(99), password: 'x', endpoints: numbers.map((number) => ({ kind: 'phone', number })) },
      { ...MINA, role: 'x', department: 'x', passwordHash: 'x', endpoints: Array(11).fill({ kind: 'sip', uri: 'x' }) },
      { account: 'sora', role: 'agent', active: 'x', x: 1 },
    ],
  }, NOBODY)
  return checked.ok ? [] : checked.problems
}
