import type { WallboardView } from '../../server/protocol/wallboard.ts'
import { serverSecond } from '../ui/clock.ts'
import { noonOf, seoulTime } from '../ui/moments.ts'
import { language, words } from '../ui/words/language.ts'

export function Head({ line, day }: Pick<WallboardView, 'line' | 'day'>) {
  const said = words.value.wallboard
  return (
    <div class="head">
      <h1><span class="line-number">{line.number}</span> <span class="line-name">{line.name[language.value]}</span></h1>
      <p class={`opening ${line.open ? 'open' : 'closed'}`}>
        <span class="opening-mark" aria-hidden="true" />{line.open ? said.open : said.closed}
      </p>
      <p class="now">
        <span class="date">{said.date(noonOf(day))} · {said.seoul}</span>{' '}
        <time class="time">{seoulTime(serverSecond.value)}</time>
      </p>
    </div>
  )
}
