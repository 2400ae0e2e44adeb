import { z } from 'zod'
import { ROLES } from '../protocol/people.ts'
import { ACCOUNT } from './roster.ts'

/*
 * The import file, as an administrator writes it. This says what it looks like; check.ts says whether it makes sense.
 * `npm run people -- schema` prints it as JSON Schema, for editors that complete and underline.
 */

/** Control and formatting characters would break what is read aloud and turn lines around on the screens. */
const shown = (what: string) =>
  z.string().normalize('NFC').trim().min(1).max(60).regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u).describe(what)

const SIP_URI =
  /^sips?:[\w.~!$&*+=-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:;[\w-]+(?:=[\w.-]+)?)*$/

const endpoint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('browser') }).describe('The softphone of the desk page.'),
  z.strictObject({
    kind: z.literal('phone'),
    number: z.string().max(40)
      .describe('As people write it: 02-6393-2553, 010-1234-5678 or +82 …; Korean numbers only.'),
  }).describe('A desk phone or a mobile.'),
  z.strictObject({
    kind: z.literal('sip'),
    uri: z.string().max(255).regex(SIP_URI).describe('sip:user@host, without a password.'),
  }).describe('A SIP phone.'),
])

const id = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/).describe('Small letters, digits and -; does not change.')
const name = z.strictObject({ ko: shown('In Korean.'), en: shown('In English.') })
const keywords = z.array(shown('One word or two, as callers say it.')).max(60).default([])
  .describe('What it answers for: found by these words and, in Korean, by their initial consonants.')

const department = z.strictObject({
  id,
  name,
  keywords,
  number: z.string().normalize('NFKC').trim().regex(/^(\+82[ -]?)?\d[\d -]{2,16}\d$/).nullable().default(null)
    .describe('What callers are told to dial should the line break, as people say it: 02-6393-2553.'),
})

const contact = z.strictObject({
  id,
  name,
  keywords,
  number: z.string().max(40).describe('As people write it; a Korean number that a person answers.'),
  active: z.boolean().default(true).describe('false takes it out of the directory.'),
})

const person = z.strictObject({
  account: z.string().regex(ACCOUNT)
    .describe('Small letters, digits and _; does not change. Also the Twilio client identity.'),
  name: shown('As colleagues see it.'),
  role: z.enum(ROLES)
    .describe('agent: answers calls. supervisor: watches, reports. administrator: sets up. display: a wallboard.'),
  department: z.string().describe('The id of a department, of this file or already known.'),
  password: z.string().normalize('NFKC').min(12).max(256).optional()
    .describe('At least 12 characters, any of them. Needed for who is new; left out, the password stays as it is.'),
  passwordHash: z.string().max(300).optional().describe('Instead of password: $scrypt$ln=17,r=8,p=1$salt$hash'),
  endpoints: z.array(endpoint).max(10).default([])
    .describe('In the order in which to ring. An agent needs one; an administrator or a display has none.'),
  active: z.boolean().default(true).describe('false locks the person out and ends their sessions.'),
})

export const PEOPLE_FILE = z.strictObject({
  departments: z.array(department).default([]),
  contacts: z.array(contact).default([]).describe('Numbers outside the house to which calls may be passed. No other is dialled.'),
  people: z.array(person).default([]),
}).describe('Departments, outside contacts and people of Third Ring. Who or what is not in the file is left alone.')

/** The file after reading: names trimmed, defaults filled in; phone numbers still as written. */
export type PeopleFile = z.output<typeof PEOPLE_FILE>

/**
 * What is wrong, where, and what to do. In both languages at once, not by LANG: on a server LANG is `C` whoever sits
 * there, and who writes the file and who reads the log may be two people.
 */
export interface Problem {
  /** `people[3].endpoints[0].number`; empty for the file as a whole. */
  place: string
  ko: string
  en: string
}

/** The JSON Schema (2020-12) of the file as it is written. */
export function peopleFileSchema(): object {
  return z.toJSONSchema(PEOPLE_FILE, { io: 'input' })
}

/**
 * One problem for each thing that does not look like {@link PEOPLE_FILE}.
 * Never repeats what stands there: it may be a password.
 */
export function shapeProblems(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const problem = (ko: string, en: string, path = issue.path) => ({ place: z.core.toDotPath(path), ko, en })
    const last = issue.path.findLast((part) => typeof part === 'string')
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => problem(
          '모르는 항목입니다. 철자를 확인하거나 지우십시오.', 'is not known: check the spelling or remove it.', [...issue.path, key],
        ))
      case 'invalid_type':
        if (issue.input === undefined) return [problem('빠졌습니다. 추가하십시오.', 'is missing: add it.')]
        return [problem(`${issue.expected} 형식이어야 합니다.`, `must be of type ${issue.expected}: correct it.`)]
      case 'invalid_value':
        return [problem(`다음 중 하나여야 합니다: ${issue.values.join(', ')}.`, `must be one of: ${issue.values.join(', ')}.`)]
      case 'invalid_union':
        return [problem('다음 중 하나여야 합니다: browser, phone, sip.', 'must be one of: browser, phone, sip.')]
      case 'too_small':
        if (issue.minimum === 1) return [problem('비어 있습니다. 입력하십시오.', 'is empty: fill it in.')]
        return [problem(`너무 짧습니다. ${issue.minimum}자 이상으로 하십시오.`,
          `is too short: use at least ${issue.minimum} characters.`)]
      case 'too_big':
        return issue.origin === 'array'
          ? [problem(`너무 많습니다. ${issue.maximum}개까지 됩니다.`, `are too many: at most ${issue.maximum}.`)]
          : [problem(`너무 깁니다. ${issue.maximum}자 이하로 하십시오.`, `is too long: use at most ${issue.maximum} characters.`)]
      default: {
        const [ko, en] = FORMS[last ?? ''] ?? ['형식이 올바르지 않습니다. 고치십시오.', 'does not have the right form: correct it.']
        return [problem(ko, en)]
      }
    }
  })
}

const NAME = ['보이지 않는 문자가 들어 있습니다. 지우고 다시 입력하십시오.', 'holds invisible characters: type it again.'] as const
const FORMS: Record<string, readonly [ko: string, en: string]> = {
  account: [
    '영문 소문자로 시작하고 소문자, 숫자, _ 로 2~32자여야 합니다. 예: kim_mina',
    'must start with a small letter and have 2 to 32 small letters, digits or _, like kim_mina.',
  ],
  id: [
    '영문 소문자로 시작하고 소문자, 숫자, - 로 32자 이하여야 합니다. 예: advice',
    'must start with a small letter and have at most 32 small letters, digits or -, like advice.',
  ],
  uri: ['sip:사용자@호스트 형식이어야 합니다 (비밀번호 없이).', 'must read sip:user@host, without a password.'],
  number: ['전화번호가 아닙니다. 예: 02-6393-2553', 'is no telephone number, like 02-6393-2553.'],
  keywords: NAME,
  name: NAME,
  ko: NAME,
  en: NAME,
}
