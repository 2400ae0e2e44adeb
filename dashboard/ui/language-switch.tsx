import { LANGUAGES, WORDS, language, speak, words } from './words/language.ts'

/** Each language is named in itself: whoever needs it can read it. */
export function LanguageSwitch() {
  return (
    <div class="languages" role="group" aria-label={words.value.wallboard.language}>
      {LANGUAGES.map((choice) => (
        <button key={choice} type="button" lang={choice} aria-pressed={language.value === choice} onClick={() => speak(choice)}>
          {WORDS[choice].languageName}
        </button>
      ))}
    </div>
  )
}
