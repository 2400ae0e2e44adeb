import type { DeskView } from '../../server/protocol/desk.ts'
import { serverSecond } from '../ui/clock.ts'
import { seoulTime } from '../ui/moments.ts'
import { SimulatedBand } from '../ui/simulated.tsx'
import { language, words } from '../ui/words/language.ts'

export function DeskHead({ view }: { view: DeskView }) {
  return (
    <>
      {view.simulated && <SimulatedBand speed={view.speed} />}
      <div class="head">
        <h1>
          <span class="line-number">{view.line.number}</span> <span class="line-name">{view.line.name[language.value]}</span>
          <span class="hidden"> · {words.value.desk.title}</span>
        </h1>
        <p class="now"><time class="time">{seoulTime(serverSecond.value)}</time></p>
      </div>
    </>
  )
}
