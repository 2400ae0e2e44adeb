import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** What {@link maskNumber} gives when there is no number to show: the key of a word, put into words by the browser. */
export const WITHHELD = 'withheld'

/** "ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE" typed on a keypad: numbers that say there is none. */
const SPELT_OUT = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])

/**
 * A telephone number as it may be shown: the prefix and the last four digits, so that staff can compare them with what
 * the caller says. One rule for callers and for staff, on every screen: two rules side by side would reveal the number.
 *
 * `010-****-4471` · `02-****-8890` · `031-****-1205` · `0507-****-5678` · `+81-****-1234`. The stars are always four.
 * `1600-****`: these have no middle, so the prefix and the last four digits would be the whole number.
 * `119`, `1345`: public services, nobody's own, shown whole.
 *
 * @param number E.164, or however it came (national, trunk's, a word, `client:…`); nothing makes it throw
 * @returns the masked number, or {@link WITHHELD} when it is not a number or too short to hide anything
 */
export function maskNumber(number: string | null | undefined): string {
  if (typeof number !== 'string') return WITHHELD
  const text = number.normalize('NFKC').trim()
  if (!/^\+?[\d\s().\-‐-―]+$/.test(text)) return WITHHELD
  const dialled = text.replace(/[^\d+]/g, '')
  if (SPELT_OUT.has(dialled)) return WITHHELD
  // Some trunks write the country code with "00", which libphonenumber does not take for Korea's.
  const national = dialled.replace(/^(0082|\+82|82(?=\d{8}))/, '')
  if (/^1(\d{2}|3\d{2})$/.test(national)) return national
  // By hand: libphonenumber takes 1811-, 1555- and 14xxxx, all in use, for invalid.
  if (/^1[568]\d{6}$/.test(national)) return `${national.slice(0, 4)}-****`
  if (/^14\d{4}$/.test(national)) return '14****'

  const parsed = parse(dialled.replace(/^0082/, '+82'))
  if (!parsed) return WITHHELD
  if (parsed.countryCallingCode !== '82') {
    if (!parsed.isPossible()) return WITHHELD
    return masked(`+${parsed.countryCallingCode}`, parsed.nationalNumber)
  }
  const prefix = KOREAN_PREFIX.exec(parsed.nationalNumber)?.[0]
  return prefix ? masked(`0${prefix}`, parsed.nationalNumber.slice(prefix.length)) : WITHHELD
}

/** 02, or 050x and 030x, or three digits: 031, 010, 070, 080 … without the 0 in front. */
const KOREAN_PREFIX = /^(2|50\d|30\d|[1-9]\d)/

function masked(prefix: string, rest: string): string {
  // At least three digits must stay hidden: fewer can be tried out.
  if (rest.length < 5) return WITHHELD
  return rest.length < 7 ? `${prefix}-****` : `${prefix}-****-${rest.slice(-4)}`
}

function parse(text: string) {
  try {
    return parsePhoneNumberFromString(text, { defaultCountry: 'KR', extract: false })
  } catch {
    return undefined // documented not to throw; a caller is never refused for the look of a number all the same
  }
}

/**
 * A person's name as it may hang on a wall: 김미나 → 김*나, 이준 → 이*, 남궁민수 → 남**수, Mina Kim → M*** K**.
 * A contact outside or a department is no person's name, and comes out masked all the same: nothing tells them apart.
 */
export function maskName(name: string): string {
  return name.normalize('NFC').trim().split(/\s+/).map((word) => {
    const letters = [...word]
    if (letters.length < 2) return letters.length === 0 ? '' : '*'
    const hangul = /^\p{Script=Hangul}+$/u.test(word)
    const last = hangul && letters.length > 2 ? letters.at(-1)! : ''
    return letters[0]! + '*'.repeat(letters.length - 1 - last.length) + last
  }).join(' ')
}
