/** Reading aloud with a voice of the browser's own, where it has one for the language. Nothing is sent anywhere by us. */
import { signal } from '@preact/signals'
import type { Language } from '../ui/words/language.ts'

const voices = signal<readonly SpeechSynthesisVoice[]>([])

/** Voices come late in some browsers: begin to listen for them before they are needed. */
export function findVoices(): void {
  if (!('speechSynthesis' in globalThis)) return
  const read = () => { voices.value = speechSynthesis.getVoices() }
  speechSynthesis.addEventListener('voiceschanged', read)
  read()
}

export const voiceFor = (language: Language): SpeechSynthesisVoice | undefined =>
  voices.value.find(({ lang }) => lang.toLowerCase().startsWith(language))

export function readAloud(text: string, language: Language): void {
  const voice = voiceFor(language)
  if (voice === undefined) return
  speechSynthesis.cancel()
  speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang }))
}

export function hush(): void {
  if ('speechSynthesis' in globalThis) speechSynthesis.cancel()
}
