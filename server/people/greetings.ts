import { build, type Database } from '../database/connect.ts'
import { change, rowsOf } from './ask.ts'

/** What people say when they answer: affiliation and name come first (the charter's T2). */
export interface Greetings {
  /** Their own words, or the line's. */
  of(person: { id: string; name: string; department: string }): string
  /** @param text empty: back to the line's own */
  set(account: string, text: string): void
}

export const LONGEST_GREETING = 200

export function createGreetings(db: Database, lineName: string): Greetings {
  const own = new Map(rowsOf(db, build.selectFrom('greetings').selectAll()).map(({ account, text }) => [account, text]))
  return {
    of: ({ id, name, department }) => own.get(id) ?? usualGreeting(lineName, department, name),
    set(account, text) {
      const said = text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
      if (said === '') {
        change(db, build.deleteFrom('greetings').where('account', '=', account))
        own.delete(account)
      } else {
        change(db, build.insertInto('greetings').values({ account, text: said }).onConflict((met) => met.column('account').doUpdateSet({ text: said })))
        own.set(account, said)
      }
    },
  }
}

/** `안녕하십니까. 한국임업진흥원 고객지원센터 김미나입니다. 무엇을 도와드릴까요?` A department that the line's name holds already is not said twice. */
export function usualGreeting(line: string, department: string, name: string): string {
  const affiliation = line.includes(department) ? line : `${line.split(' ')[0]} ${department}`
  return `안녕하십니까. ${affiliation} ${name}입니다. 무엇을 도와드릴까요?`
}
