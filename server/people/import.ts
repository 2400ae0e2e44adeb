import { build, type Database } from '../database/connect.ts'
import { change, rowsOf } from './ask.ts'
import { checkPeople, type Standing, type Wanted } from './check.ts'
import type { Problem } from './file.ts'
import { COST, hashPassword, type ScryptCost, verifyPassword } from './password.ts'
import { endpointKey, type Person, readRoster } from './roster.ts'
import { endAll } from './session-rows.ts'

/** Ids or accounts, in the order of the file. */
export interface Changes {
  new: string[]
  changed: string[]
  unchanged: string[]
}

export type ImportAnswer =
  | { ok: true; departments: Changes; contacts: Changes; people: Changes; sessionsEnded: number }
  | { ok: false; problems: Problem[] }

/**
 * Brings the tables to what the file says: all of it, or nothing. The same file again changes nothing and says so.
 * An entry describes a person wholly, except that a password left out stays as it is; who is not in the file is left
 * alone. Whoever is locked out, changes role or gets another password is logged out everywhere.
 *
 * Passwords take a third of a second each and are worked out before the transaction, which never waits.
 * @param json what JSON.parse gave
 * @param cost of new hashes; tests hand in less
 * @throws Error when somebody else changed the same passwords meanwhile; run it again
 */
export async function importPeople(db: Database, json: unknown, cost: ScryptCost = COST): Promise<ImportAnswer> {
  const first = checkPeople(json, standingOf(db))
  if (!first.ok) return first
  const hashes = await hashesFor(first.wanted, storedHashes(db), cost)

  return db.writer.transaction((): ImportAnswer => {
    // Again, on what holds now: somebody may have imported another file while the passwords were worked out.
    const checked = checkPeople(json, standingOf(db))
    if (!checked.ok) return checked
    const stored = storedHashes(db)
    for (const [account, { before }] of hashes) {
      if ((stored.get(account) ?? null) === before) continue
      throw new Error(`the password of ${account} was changed meanwhile; run the import again`)
    }
    return write(db, checked.wanted, hashes, stored)
  })
}

/** What stood before, and the hash to store: the same one when the password has not changed. */
type Hashes = ReadonlyMap<string, { before: string | null; after: string }>

/** By account; null for somebody without a password. */
type Stored = ReadonlyMap<string, string | null>

async function hashesFor(wanted: Wanted, stored: Stored, cost: ScryptCost): Promise<Hashes> {
  const hashes = new Map<string, { before: string | null; after: string }>()
  for (const { account, password, passwordHash } of wanted.people) {
    const before = stored.get(account) ?? null
    if (passwordHash !== undefined) hashes.set(account, { before, after: passwordHash })
    else if (password !== undefined) {
      // Compared by trying it: a new hash of the same password has a new salt and would look like a change.
      const same = before !== null && (await verifyPassword(password, before))
      hashes.set(account, { before, after: same ? before : await hashPassword(password, cost) })
    }
  }
  return hashes
}

function write(db: Database, wanted: Wanted, hashes: Hashes, stored: Stored): ImportAnswer {
  const roster = readRoster(db)
  const departments: Changes = { new: [], changed: [], unchanged: [] }
  const contacts: Changes = { new: [], changed: [], unchanged: [] }
  const people: Changes = { new: [], changed: [], unchanged: [] }
  let sessionsEnded = 0

  const departmentsBefore = new Map(roster.departments.map((department) => [department.id, department]))
  for (const department of wanted.departments) {
    const { id, name, keywords, number } = department
    const before = departmentsBefore.get(id)
    if (before && sameText(before, department) && before.number === number) {
      departments.unchanged.push(id)
      continue
    }
    departments[before ? 'changed' : 'new'].push(id)
    const row = { name_ko: name.ko, name_en: name.en, keywords: JSON.stringify(keywords), number }
    change(db, build.insertInto('departments').values({ id, ...row })
      .onConflict((met) => met.column('id').doUpdateSet(row)))
  }

  const contactsBefore = new Map(roster.contacts.map((contact) => [contact.id, contact]))
  for (const contact of wanted.contacts) {
    const { id, name, keywords, number, active } = contact
    const before = contactsBefore.get(id)
    if (before && sameText(before, contact) && before.number === number && before.active === active) {
      contacts.unchanged.push(id)
      continue
    }
    contacts[before ? 'changed' : 'new'].push(id)
    const row = { name_ko: name.ko, name_en: name.en, keywords: JSON.stringify(keywords), number, active: active ? 1 : 0 }
    change(db, build.insertInto('contacts').values({ id, ...row })
      .onConflict((met) => met.column('id').doUpdateSet(row)))
  }

  const peopleBefore = new Map(roster.people.map((person) => [person.account, person]))
  for (const person of wanted.people) {
    const { account } = person
    const before = peopleBefore.get(account)
    const passwordBefore = stored.get(account) ?? null
    const password = hashes.get(account)?.after ?? passwordBefore
    if (before && password === passwordBefore && isSame(before, person)) {
      people.unchanged.push(account)
      continue
    }
    people[before ? 'changed' : 'new'].push(account)
    const row = {
      name: person.name, role: person.role, department: person.department,
      password_hash: password, active: person.active ? 1 : 0,
    }
    change(db, build.insertInto('people').values({ account, ...row })
      .onConflict((met) => met.column('account').doUpdateSet(row)))
    change(db, build.deleteFrom('endpoints').where('account', '=', account))
    for (const [place, endpoint] of person.endpoints.entries()) {
      const address = endpoint.kind === 'phone' ? endpoint.number : endpoint.kind === 'sip' ? endpoint.uri : null
      change(db, build.insertInto('endpoints').values({ account, place, kind: endpoint.kind, address }))
    }
    const isToLogInAgain = !person.active || before?.role !== person.role || password !== passwordBefore
    if (before && isToLogInAgain) sessionsEnded += endAll(db, account)
  }
  return { ok: true, departments, contacts, people, sessionsEnded }
}

type Named = { name: { ko: string; en: string }; keywords: string[] }
const sameText = (a: Named, b: Named): boolean =>
  a.name.ko === b.name.ko && a.name.en === b.name.en && JSON.stringify(a.keywords) === JSON.stringify(b.keywords)

function isSame(before: Person, after: Person): boolean {
  const keys = (person: Person) => person.endpoints.map(endpointKey).join('\n')
  return before.name === after.name && before.role === after.role && before.department === after.department
    && before.active === after.active && keys(before) === keys(after)
}

function standingOf(db: Database): Standing {
  const withPassword = [...storedHashes(db)].filter(([, hash]) => hash !== null).map(([account]) => account)
  return { roster: readRoster(db), withPassword: new Set(withPassword) }
}

function storedHashes(db: Database): Map<string, string | null> {
  const rows = rowsOf(db, build.selectFrom('people').select(['account', 'password_hash']))
  return new Map(rows.map((row) => [row.account, row.password_hash]))
}
