import { z } from 'zod'
import type { Role } from '../protocol/people.ts'
import { PEOPLE_FILE, type Problem, shapeProblems } from './file.ts'
import { readHash } from './password.ts'
import { type E164, type PhoneRefusal, staffPhone } from './phone.ts'
import { type Contact, type Department, type Endpoint, endpointKey, type Person, type Roster } from './roster.ts'

/** What the file is held against: who is known already, and who of them has a password. */
export interface Standing {
  roster: Roster
  withPassword: ReadonlySet<string>
}

/** What the file asks for, after every check. */
export interface Wanted {
  departments: Department[]
  contacts: Contact[]
  people: (Person & { password?: string; passwordHash?: string })[]
}

/**
 * Reads an import file and says everything that is wrong with it at once: a shape that does not fit, and sense that is
 * missing. Pure. A mistake in one place does not hide another: whatever can be read is checked.
 * @param json what JSON.parse gave
 */
export function checkPeople(
  json: unknown, standing: Standing,
): { ok: true; wanted: Wanted } | { ok: false; problems: Problem[] } {
  const shape = PEOPLE_FILE.safeParse(json, { reportInput: true })
  const problems = senseProblems(READABLE.parse(json), standing)
  if (!shape.success) problems.unshift(...shapeProblems(shape.error))
  if (!shape.success || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    wanted: {
      departments: shape.data.departments,
      contacts: shape.data.contacts.map((contact) => ({ ...contact, number: numberOf(contact.number) as E164 })), // checked just above
      people: shape.data.people.map((person) => ({
        ...person,
        endpoints: person.endpoints.map((endpoint) => readEndpoint(endpoint) as Endpoint), // checked just above
      })),
    },
  }
}

// Whatever has the right shape, however wrong the rest: what does not is left to shapeProblems.
const text = z.string().optional().catch(undefined)
const READABLE = z.object({
  departments: z.array(z.object({ id: text }).catch({})).catch([]),
  contacts: z.array(z.object({ id: text, number: text }).catch({})).default([]).catch([]),
  people: z.array(z.object({
    account: text, role: text, department: text, password: text, passwordHash: text,
    endpoints: z.array(z.object({ kind: text, number: text, uri: text }).catch({})).optional().catch(undefined),
    active: z.boolean().default(true).catch(true),
  }).catch({ active: true })).catch([]),
}).catch({ departments: [], contacts: [], people: [] })
type Readable = z.output<typeof READABLE>

function senseProblems(file: Readable, standing: Standing): Problem[] {
  const problems: Problem[] = []
  const found = (place: string, [ko, en]: Words) => problems.push({ place, ko, en })

  const ids = new Map<string, string>()
  for (const [i, { id }] of file.departments.entries()) {
    if (id === undefined) continue
    const before = ids.get(id)
    if (before) found(`departments[${i}].id`, duplicate(before))
    else ids.set(id, `departments[${i}].id`)
  }
  const departments = new Set([...ids.keys(), ...standing.roster.departments.map(({ id }) => id)])

  const contacts = new Map<string, string>()
  for (const [i, { id, number }] of file.contacts.entries()) {
    const before = id === undefined ? undefined : contacts.get(id)
    if (before) found(`contacts[${i}].id`, duplicate(before))
    else if (id !== undefined) contacts.set(id, `contacts[${i}].id`)
    const because = number === undefined ? null : whyNot(number)
    if (because) found(`contacts[${i}].number`, PHONE_WORDS[because])
  }

  const accounts = new Map<string, string>()
  for (const [i, { account }] of file.people.entries()) {
    if (account === undefined) continue
    const before = accounts.get(account)
    if (before) found(`people[${i}].account`, duplicate(before))
    else accounts.set(account, `people[${i}].account`)
  }

  // Whose an endpoint is. Who has left no longer holds a number: it may go to the successor.
  const holders = new Map<string, string>()
  for (const person of standing.roster.people) {
    if (!person.active || accounts.has(person.account)) continue
    for (const endpoint of person.endpoints) {
      if (endpoint.kind !== 'browser') holders.set(endpointKey(endpoint), person.account)
    }
  }

  for (const [i, person] of file.people.entries()) {
    const place = `people[${i}]`
    const { account, role, department, password, passwordHash, active } = person
    if (department !== undefined && !departments.has(department)) found(`${place}.department`, UNKNOWN_DEPARTMENT)
    if (password !== undefined && passwordHash !== undefined) found(`${place}.passwordHash`, TWO_PASSWORDS)
    if (passwordHash !== undefined) {
      const hash = readHash(passwordHash)
      if (!hash) found(`${place}.passwordHash`, NOT_A_HASH)
      else if (hash.cost.ln < WEAKEST_LN) found(`${place}.passwordHash`, WEAK_HASH)
    }
    const hasPassword = password !== undefined || passwordHash !== undefined
    if (account !== undefined && active && !hasPassword && !standing.withPassword.has(account)) {
      found(`${place}.password`, NO_PASSWORD)
    }

    const endpoints = person.endpoints ?? []
    if (active && role === 'agent' && endpoints.length === 0) found(`${place}.endpoints`, AGENT_WITHOUT_ENDPOINT)
    if (UNREACHABLE.has(role as Role) && endpoints.length > 0) found(`${place}.endpoints`, ENDPOINTS_NOT_ALLOWED)
    const own = new Map<string, string>()
    for (const [j, written] of endpoints.entries()) {
      const where = `${place}.endpoints[${j}]`
      const endpoint = readEndpoint(written)
      if (typeof endpoint === 'string') found(`${where}.number`, PHONE_WORDS[endpoint])
      if (endpoint === null || typeof endpoint === 'string') continue
      const key = endpointKey(endpoint)
      const at = endpoint.kind === 'phone' ? `${where}.number` : endpoint.kind === 'sip' ? `${where}.uri` : where
      const before = own.get(key) ?? (active ? holders.get(key) : undefined)
      if (before) found(at, duplicate(before))
      own.set(key, at)
      if (active && endpoint.kind !== 'browser' && !holders.has(key)) holders.set(key, at)
    }
  }
  return problems
}

const numberOf = (written: string): E164 | null => {
  const phone = staffPhone(written)
  return phone.ok ? phone.number : null
}
const whyNot = (written: string): PhoneRefusal | null => {
  const phone = staffPhone(written)
  return phone.ok ? null : phone.because
}

/** The endpoint; why its number is refused; or null when it has no endpoint's shape. */
function readEndpoint(written: { kind?: string; number?: string; uri?: string }): Endpoint | PhoneRefusal | null {
  const { kind, number, uri } = written
  if (kind === 'browser') return { kind }
  if (kind === 'sip' && uri !== undefined) return { kind, uri }
  if (kind !== 'phone' || number === undefined) return null
  const phone = staffPhone(number)
  return phone.ok ? { kind, number: phone.number } : phone.because
}

/** Roles that no call is ever put through to. */
const UNREACHABLE: ReadonlySet<Role> = new Set<Role>(['administrator', 'display'])
/** 2^15 rounds: less can be searched. */
const WEAKEST_LN = 15

type Words = readonly [ko: string, en: string]

function duplicate(before: string): Words {
  return [`이미 쓰이고 있습니다 (${before}). 하나만 남기십시오.`, `is used already (${before}): keep one of them.`]
}
const UNKNOWN_DEPARTMENT: Words = [
  '없는 부서입니다. departments에 추가하거나 철자를 확인하십시오.', 'is not a known department: add it to departments or check the spelling.',
]
const TWO_PASSWORDS: Words = ['password와 passwordHash 중 하나만 쓰십시오.', 'stands beside password: keep one of the two.']
const NOT_A_HASH: Words = [
  '해시가 아닙니다. $scrypt$ln=17,r=8,p=1$솔트$해시 형식이어야 합니다.', 'is no hash: it must read $scrypt$ln=17,r=8,p=1$salt$hash.',
]
const WEAK_HASH: Words = [
  `너무 약합니다. ln=${WEAKEST_LN} 이상으로 다시 만드십시오.`, `is too weak: make it again with ln=${WEAKEST_LN} or more.`,
]
const NO_PASSWORD: Words = [
  '비밀번호가 없습니다. 12자 이상으로 정하십시오.', 'is missing and none is stored: set one of 12 characters or more.',
]
const AGENT_WITHOUT_ENDPOINT: Words = [
  '상담원은 전화를 받을 곳이 하나 이상 있어야 합니다. 예: {"kind":"browser"}',
  'are missing: an agent must be reachable, for example by {"kind":"browser"}.',
]
const ENDPOINTS_NOT_ALLOWED: Words = [
  '이 역할은 전화를 받지 않습니다. 지우거나 역할을 바꾸십시오.', 'are not for this role, which takes no calls: remove them or change the role.',
]
const PHONE_WORDS: Record<PhoneRefusal, Words> = {
  'not-a-number': [
    '전화번호가 아닙니다. 예: 02-6393-2553, 010-1234-5678',
    'is no Korean telephone number, like 02-6393-2553 or 010-1234-5678.',
  ],
  extension: ['내선번호는 걸 수 없습니다. 직통번호를 쓰십시오.', 'has an extension, which cannot be dialled: give the direct number.'],
  abroad: ['국내 번호(+82)만 됩니다.', 'is a number abroad: only +82 is rung.'],
  'digit-missing': ['휴대전화 번호에 한 자리가 빠졌습니다. 010 뒤에 8자리여야 합니다.', 'lacks a digit: 010 is followed by eight.'],
  'old-mobile': ['휴대전화 번호는 010으로 시작해야 합니다.', 'is a mobile number of before 2021: they begin with 010 now.'],
  representative: [
    '대표번호는 안내 음성이 먼저 받습니다. 담당자의 직통번호를 쓰십시오.',
    'is a representative number, where a greeting answers: give the direct number.',
  ],
  'toll-free': [
    '080 번호는 안내 음성이 먼저 받습니다. 직통번호를 쓰십시오.',
    'is a toll-free number, where a greeting answers: give the direct number.',
  ],
  premium: ['060 유료 번호는 걸지 않습니다.', 'is a premium-rate number (060): it is never rung.'],
}
