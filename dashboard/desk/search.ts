/**
 * Finding a department while a caller waits: by any part of a name or keyword, and by initial consonants (`ㅅㄹㅅㄷ` finds
 * 산림소득). Pure.
 */
const INITIALS = ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'] as const
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
/** Syllables that share an initial. */
const TO_AN_INITIAL = 588
const NO_FINAL = 28

/** Doubled consonants that a keyboard's input method makes of two: ㄳ is ㄱ and ㅅ. */
const PAIRS: Record<string, string> = {
  ㄳ: 'ㄱㅅ', ㄵ: 'ㄴㅈ', ㄶ: 'ㄴㅎ', ㄺ: 'ㄹㄱ', ㄻ: 'ㄹㅁ', ㄼ: 'ㄹㅂ', ㄽ: 'ㄹㅅ', ㄾ: 'ㄹㅌ', ㄿ: 'ㄹㅍ', ㅀ: 'ㄹㅎ', ㅄ: 'ㅂㅅ',
}

const plain = (text: string): string => text.normalize('NFC').toLowerCase().replace(/[\s·,.\-_()]+/g, '')
const query = (text: string): string => plain(text).replace(/[ㄳㄵ-ㄶㄺ-ㅀㅄ]/g, (pair) => PAIRS[pair] ?? pair)

const isSyllable = (letter: string): boolean => {
  const code = letter.codePointAt(0) ?? 0
  return code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE
}

export function initialOf(letter: string): string {
  if (!isSyllable(letter)) return letter
  return INITIALS[Math.floor((letter.codePointAt(0)! - FIRST_SYLLABLE) / TO_AN_INITIAL)]!
}

/** Whether a letter typed fits a letter that stands there: the same, its initial, or a syllable still without its final. */
function fits(typed: string, standing: string): boolean {
  if (typed === standing) return true
  if (!isSyllable(standing)) return false
  if (!isSyllable(typed)) return typed === initialOf(standing)
  // While "산" is being typed the field holds "사": without its final consonant it stands for all of them.
  const [t, s] = [typed.codePointAt(0)! - FIRST_SYLLABLE, standing.codePointAt(0)! - FIRST_SYLLABLE]
  return t % NO_FINAL === 0 && Math.floor(t / NO_FINAL) === Math.floor(s / NO_FINAL)
}

/** Where the typed letters stand in a text, one after another; -1 for nowhere. */
export function find(text: string, typed: string): number {
  const [letters, wanted] = [[...plain(text)], [...query(typed)]]
  if (wanted.length === 0) return 0
  for (let at = 0; at + wanted.length <= letters.length; at++) {
    if (wanted.every((letter, i) => fits(letter, letters[at + i]!))) return at
  }
  return -1
}

interface Findable { name: { ko: string; en: string }; keywords: readonly string[] }

/** How well something fits: lower is better, null for not at all. Names before keywords, beginnings before middles. */
export function rank({ name, keywords }: Findable, typed: string, people: readonly string[] = []): number | null {
  const best = (texts: readonly string[], base: number): number | null => {
    const places = texts.map((text) => find(text, typed)).filter((at) => at >= 0)
    return places.length === 0 ? null : base + Math.min(1, ...places)
  }
  return best([name.ko, name.en], 0) ?? best(keywords, 2) ?? best(people, 4)
}

/** The keyword that made it fit, to show why it was found. */
export const foundBy = (keywords: readonly string[], typed: string): string | null =>
  query(typed) === '' ? null : keywords.find((keyword) => find(keyword, typed) >= 0) ?? null

/** As people look things up: by name, in their own language. */
export const byName = <T extends Pick<Findable, 'name'>>(items: readonly T[], language: 'ko' | 'en'): T[] => {
  const { compare } = new Intl.Collator(language)
  return [...items].sort((a, b) => compare(a.name[language], b.name[language]))
}

/** Those that fit, best first; what fits alike keeps its order. */
export function search<T extends Findable>(items: readonly T[], typed: string, peopleOf: (item: T) => readonly string[] = () => []): T[] {
  return items.map((item, order) => ({ item, order, rank: rank(item, typed, peopleOf(item)) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank! - b.rank! || a.order - b.order)
    .map(({ item }) => item)
}
