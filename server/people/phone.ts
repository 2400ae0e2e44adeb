import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** `+821012345678` */
export type E164 = `+${string}`

/** Why a number cannot be a staff member's phone. */
export type PhoneRefusal =
  | 'not-a-number' | 'extension' | 'abroad' | 'digit-missing' | 'old-mobile'
  | 'representative' | 'toll-free' | 'premium'

const DIALLABLE = new Set(['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'PERSONAL_NUMBER'])

/**
 * A staff phone's number as people write it (`02-6393-2553`, `010 1234 5678`, `+82 2 …`, full-width digits).
 * Stricter than libphonenumber, which takes 010-1234-567 for a whole number and does not know every 15xx/16xx/18xx.
 */
export function staffPhone(written: string): { ok: true; number: E164 } | { ok: false; because: PhoneRefusal } {
  const text = written.normalize('NFKC').trim()
  if (/\d.*(ext|내선|[#;x,])/i.test(text)) return refused('extension')
  if (!/^\+?[\d\s().\-‐-―]+$/.test(text)) return refused('not-a-number')
  // 15xx, 16xx, 18xx, 14xxxx: a greeting picks up there, and the desk would take it for a person who answers.
  if (/^(\+82)?1([568]\d{6}|4\d{4})$/.test(text.replace(/[^\d+]/g, ''))) return refused('representative')
  const number = parsePhoneNumberFromString(text, { defaultCountry: 'KR', extract: false })
  if (!number) return refused('not-a-number')
  if (number.countryCallingCode !== '82') return refused('abroad')
  if (number.nationalNumber.startsWith('60')) return refused('premium')
  if (/^10\d{7}$/.test(number.nationalNumber)) return refused('digit-missing')
  if (!number.isValid()) return refused('not-a-number')
  const type = number.getType()
  if (type === 'MOBILE' && !number.nationalNumber.startsWith('10')) return refused('old-mobile')
  if (type === 'TOLL_FREE') return refused('toll-free')
  if (type === 'UAN') return refused('representative')
  if (!type || !DIALLABLE.has(type)) return refused('not-a-number')
  return { ok: true, number: number.number as E164 }
}

function refused(because: PhoneRefusal): { ok: false; because: PhoneRefusal } {
  return { ok: false, because }
}
