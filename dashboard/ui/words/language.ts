/** Which language the page speaks: Korean unless this browser was told otherwise. */
import { computed, effect, signal } from '@preact/signals'
import { en } from './en.ts'
import { ko } from './ko.ts'
import type { Words } from './ko.ts'

export const LANGUAGES = ['ko', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const WORDS: Record<Language, Words> = { ko, en }
const REMEMBERED_AS = 'third-ring.language'

export const language = signal<Language>('ko')
export const words = computed(() => WORDS[language.value])

export function isLanguage(text: string | null): text is Language {
  return LANGUAGES.includes(text as Language)
}

/** Takes up the remembered language, and from then on keeps `lang`, the title and the memory in step with the choice. */
export function startLanguage(title: (words: Words) => string): void {
  const remembered = read()
  if (isLanguage(remembered)) language.value = remembered
  effect(() => {
    document.documentElement.lang = language.value
    document.title = `${title(words.value)} · ${words.value.product}`
  })
}

export function speak(chosen: Language): void {
  language.value = chosen
  try { localStorage.setItem(REMEMBERED_AS, chosen) } catch { /* a browser that keeps nothing still switches for now */ }
}

function read(): string | null {
  try { return localStorage.getItem(REMEMBERED_AS) } catch { return null }
}
