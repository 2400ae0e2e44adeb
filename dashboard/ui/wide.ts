/** A syllable of Hangul is nearly as wide as two letters. */
const SYLLABLE = 1.8

/** Whether a name takes more than so many letters' places of a line. Pure. */
export function isWide(name: string, places: number): boolean {
  return [...name].reduce((width, letter) => width + (letter >= '\u1100' ? SYLLABLE : 1), 0) > places
}
