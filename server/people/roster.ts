import { build, type Database } from '../database/connect.ts'
import type { Role } from '../protocol/people.ts'
import { rowOf, rowsOf } from './ask.ts'
import type { E164 } from './phone.ts'

/** Where a person can be rung: the browser client named like the account, a telephone, or a SIP phone. */
export type Endpoint = { kind: 'browser' } | { kind: 'phone'; number: E164 } | { kind: 'sip'; uri: string }

export interface Department {
  id: string
  name: { ko: string; en: string }
  /** What it answers for, as callers would say it. */
  keywords: string[]
  /** What callers are told to dial should the line break; as people say it. */
  number: string | null
}

/** Somebody outside the house to whom calls can be passed. */
export interface Contact {
  id: string
  name: { ko: string; en: string }
  keywords: string[]
  number: E164
  /** False for one that is not to be dialled any more. */
  active: boolean
}

export interface Person {
  /** Also the identity of the person's browser client at Twilio: `client:mina`. */
  account: string
  name: string
  role: Role
  /** A {@link Department}'s id. */
  department: string
  /** In the order in which this person wants to be rung. Agents have at least one; administrators and displays none. */
  endpoints: Endpoint[]
  /** False for who has left: cannot log in and is not rung, but stays nameable. */
  active: boolean
}

export interface Roster {
  departments: Department[]
  contacts: Contact[]
  people: Person[]
}

/** What an account looks like. Twilio's identities allow more, its mobile SDKs only letters, digits and `_`. */
export const ACCOUNT = /^[a-z][a-z0-9_]{1,31}$/

/**
 * Everybody and every department, in the order of their ids, inactive people too.
 * Reads through the writer: it sees the transaction that is open.
 */
export function readRoster(db: Pick<Database, 'writer'>): Roster {
  const all = rowsOf(db, build.selectFrom('endpoints').selectAll().orderBy('account').orderBy('place'))
  const endpoints = Map.groupBy(all, (row) => row.account)
  return {
    departments: rowsOf(db, build.selectFrom('departments').selectAll().orderBy('id'))
      .map((row) => ({ id: row.id, name: { ko: row.name_ko, en: row.name_en }, keywords: JSON.parse(row.keywords), number: row.number })),
    contacts: rowsOf(db, build.selectFrom('contacts').selectAll().orderBy('id')).map((row) => ({
      id: row.id, name: { ko: row.name_ko, en: row.name_en }, keywords: JSON.parse(row.keywords), number: row.number as E164, active: row.active === 1,
    })),
    people: rowsOf(db, people.orderBy('account')).map((row) => personOf(row, endpoints.get(row.account) ?? [])),
  }
}

/** One person, or null when there is no such account. */
export function readPerson(db: Pick<Database, 'writer'>, account: string): Person | null {
  const row = rowOf(db, people.where('account', '=', account))
  if (!row) return null
  const theirs = build.selectFrom('endpoints').selectAll().where('account', '=', account).orderBy('place')
  return personOf(row, rowsOf(db, theirs))
}

/** `phone +8210…`, `sip sip:…`, `browser`: the same text means the same endpoint. SIP host names know no case. */
export function endpointKey(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'browser': return 'browser'
    case 'phone': return `phone ${endpoint.number}`
    case 'sip': return `sip ${endpoint.uri.toLowerCase()}`
  }
}

const people = build.selectFrom('people').select(['account', 'name', 'role', 'department', 'active'])

type PersonRow = { account: string; name: string; role: Role; department: string; active: number }
type EndpointRow = { kind: 'browser' | 'phone' | 'sip'; address: string | null }

function personOf(row: PersonRow, endpoints: EndpointRow[]): Person {
  const { account, name, role, department } = row
  return { account, name, role, department, endpoints: endpoints.map(endpointOf), active: row.active === 1 }
}

function endpointOf({ kind, address }: EndpointRow): Endpoint {
  switch (kind) {
    case 'browser': return { kind }
    case 'phone': return { kind, number: address as E164 } // a check in the table: only a browser has no address
    case 'sip': return { kind, uri: address as string }
  }
}
