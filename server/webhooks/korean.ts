/** Numbers as a Korean voice says them. Generated as words: text-to-speech guesses wrongly which of the two series is meant. */

const NATIVE_ONES = ['', '한', '두', '세', '네', '다섯', '여섯', '일곱', '여덟', '아홉']
const NATIVE_TENS = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔']
const SINO = ['', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구']

/** Before a counter (명, 시, 번째): 1 → 한, 20 → 스무, 21 → 스물한. From 1 to 99; beyond, the other series. */
export function native(n: number): string {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`${n} cannot be counted with`)
  if (n > 99) return sino(n)
  if (n === 20) return '스무'
  return NATIVE_TENS[Math.floor(n / 10)]! + NATIVE_ONES[n % 10]!
}

/** Before minutes, dates and amounts: 3 → 삼, 10 → 십, 25 → 이십오. From 0 to 9,999. */
export function sino(n: number): string {
  if (!Number.isInteger(n) || n < 0 || n > 9999) throw new RangeError(`${n} is not said here`)
  if (n === 0) return '영'
  let words = ''
  for (const [unit, name] of [[1000, '천'], [100, '백'], [10, '십'], [1, '']] as const) {
    const digit = Math.floor(n / unit) % 10
    if (digit > 0) words += (digit === 1 && unit > 1 ? '' : SINO[digit]!) + name
  }
  return words
}

/** "the n-th": 1 → 첫 번째, 2 → 두 번째. */
export function ordinal(n: number): string {
  return `${n === 1 ? '첫' : native(n)} 번째`
}
